import { Listr, type ListrTask } from 'listr2';

/** One step of a command: its title, and what it does; `progress` shows a line below the title while it is under way. */
export interface Step {
  readonly title: string;
  /** May answer with what is worth saying about its result. */
  readonly run: (progress: (line: string) => void) => Promise<string | undefined>;
}

/** Runs steps one after another: live on a terminal, as plain lines elsewhere, each with the time that it took. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map(({ title, run }): ListrTask => ({
    title,
    task: async (_, task): Promise<void> => {
      const result = await run((line) => {
        task.output = line;
      });
      if (result !== undefined) {
        task.title = `${title}: ${result}`;
      }
    },
    rendererOptions: { persistentOutput: false },
  }));
  const timer = { condition: true, field: (duration: number): string => `${(duration / 1000).toFixed(1)} s` };
  await new Listr(tasks, {
    concurrent: false,
    exitOnError: true,
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: false, timer },
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { timer },
  }).run();
}
