import { CodedError } from '../../model/violation';

/** The one place that writes to the terminal. */
export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What an error says to a person: one that nobody foresaw, with where it came from. */
export const textOf = (error: unknown): string =>
  error instanceof CodedError ? error.message : String(error instanceof Error ? error.stack : error);

/**
 * Ends the process when its work is done and all is written, with 1 after an error: a connection that a library left open must
 * not keep it alive.
 */
export async function runToEnd(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    complain(textOf(error));
    process.exitCode = 1;
  });
  await Promise.all(
    [process.stdout, process.stderr].map(
      (output) =>
        new Promise<void>((done) => {
          output.write('', () => {
            done();
          });
        }),
    ),
  );
  process.exit();
}

/** What synth found legal but unwise. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) {
    say(`\nWarning: ${warning}`);
  }
}
