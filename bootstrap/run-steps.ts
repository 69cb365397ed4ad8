import { Steps } from './steps';
import { isSeen, machinesRead, say } from '../runtime/process/terminal';

/** One step of a command: its title, and what it does; `progress` shows a line below the title while it is under way. */
export interface Step {
  readonly title: string;
  /** May answer with what is worth saying about its result. */
  readonly run: (progress: (line: string) => void) => Promise<string | undefined>;
}

/** Runs steps one after another, in the form that the set-up has. */
export async function runSteps(titled: readonly Step[]): Promise<void> {
  const steps = new Steps();
  await steps.run(
    {},
    titled.map(({ title, run }) =>
      steps.step(title, async (_, { progress, rename }) => {
        // A pipeline's log shows what a terminal shows for a moment.
        const result = await run(
          isSeen()
            ? progress
            : (line): void => {
                say(machinesRead() ? line : `    ${line}`);
              },
        );
        if (result !== undefined) {
          rename(`${title}: ${result}`);
        }
        return undefined;
      }),
    ),
  );
}
