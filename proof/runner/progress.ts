import { Listr } from 'listr2';
import type { Check } from '../context/check';
import type { CheckReport } from '../report/report';

/** Runs checks one after the other, shown as a list on a terminal and as plain lines anywhere else. */
export async function showProgress(
  checks: readonly Check[],
  visible: boolean,
  run: (check: Check, say: (text: string) => void) => Promise<CheckReport>,
): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  const tasks = new Listr(
    checks.map((check) => ({
      title: `${check.name}: ${check.promise}`,
      task: async (_: unknown, task: { output: string; title: string; skip(text: string): void }): Promise<void> => {
        const report = await run(check, (text) => {
          task.output = text;
        });
        reports.push(report);
        const result = `${check.name}: ${report.verdict}, ${report.seconds.toFixed(1)} s`;
        task.title = result;
        if (report.verdict === 'fail') {
          throw new Error(result);
        }
        if (report.verdict === 'unjudged') {
          task.skip(result);
        }
      },
    })),
    {
      concurrent: false,
      exitOnError: false,
      // Signals are the proof's own affair: it has things to undo.
      registerSignalListeners: false,
      renderer: visible ? 'default' : 'silent',
      fallbackRenderer: visible ? 'verbose' : 'silent',
    },
  );
  await tasks.run();
  return reports;
}
