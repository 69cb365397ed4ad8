import { FaultError } from '../../constructs/private/fault';

/** The one place that writes to the terminal. */
export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What an error says to a person: one that nobody foresaw, with where it came from. */
export const textOf = (error: unknown): string =>
  error instanceof FaultError ? error.message : String(error instanceof Error ? error.stack : error);

/** What synth found legal but unwise. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) {
    say(`\nWarning: ${warning}`);
  }
}
