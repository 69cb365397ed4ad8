import { Listr } from 'listr2';
import { isSeen, machinesRead, say as print, tell } from '../../runtime/process/terminal';
import type { Check } from '../context/check';
import type { CheckReport } from '../report/report';

/** What a check tells of itself while it is under way. */
export interface Telling {
  /** It has come to its turn. */
  readonly begin: () => void;
  readonly say: (text: string) => void;
}

type Run = (check: Check, telling: Telling) => Promise<CheckReport>;

/** How a check ended, in a line. */
const lineOf = ({ name, verdict, seconds }: CheckReport): string => `${name}: ${verdict}, ${seconds.toFixed(1)} s`;

/**
 * Runs checks, each of which comes to its turn by itself, shown as a list on a terminal and as plain lines anywhere else. Lines of several
 * checks come in between one another, so that each names its own.
 */
export async function showProgress(checks: readonly Check[], visible: boolean, run: Run): Promise<CheckReport[]> {
  return visible && isSeen() ? await showList(checks, run) : await tellLines(checks, visible, run);
}

async function tellLines(checks: readonly Check[], visible: boolean, run: Run): Promise<CheckReport[]> {
  const tellPeople = (line: string): void => {
    if (visible && !machinesRead()) {
      print(line);
    }
  };
  return await Promise.all(
    checks.map(async (check) => {
      const report = await run(check, {
        begin: () => {
          tellPeople(`[STARTED] ${check.name}: ${check.promise}`);
          tell({ type: 'check', check: check.name, status: 'started' });
        },
        say: (text) => {
          tellPeople(`[OUTPUT] ${check.name}: ${text}`);
        },
      });
      const words = { pass: 'COMPLETED', fail: 'FAILED', unjudged: 'SKIPPED', skipped: 'SKIPPED' } as const;
      tellPeople(`[${words[report.verdict]}] ${lineOf(report)}`);
      tell({ type: 'check', check: report.name, status: report.verdict, seconds: report.seconds });
      return report;
    }),
  );
}

async function showList(checks: readonly Check[], run: Run): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  const tasks = new Listr(
    checks.map((check) => ({
      title: `${check.name}: ${check.promise}`,
      task: async (_: unknown, task: { output: string; title: string; skip(text: string): void }): Promise<void> => {
        task.output = 'waiting for the checks before it';
        const report = await run(check, {
          begin: () => {
            task.output = 'under way';
          },
          say: (text) => {
            task.output = text;
          },
        });
        reports.push(report);
        task.title = lineOf(report);
        if (report.verdict === 'fail') {
          throw new Error(task.title);
        }
        if (report.verdict === 'unjudged') {
          task.skip(task.title);
        }
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Signals are the proof's own affair: it has things to undo.
      registerSignalListeners: false,
    },
  );
  await tasks.run();
  return reports;
}
