/** The one place that writes to the terminal. */
export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What synth found legal but unwise. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) {
    say(`\nWarning: ${warning}`);
  }
}
