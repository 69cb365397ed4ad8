/** What a command ended with. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that a command printed. */
export const textOf = ({ stdout, stderr }: Outcome): string => `${stdout}\n${stderr}`;

/** A command must have ended well; what it printed is shown where it has not. */
export function expectSuccess(outcome: Outcome): void {
  expect({ code: outcome.code, text: outcome.code === 0 ? '' : textOf(outcome) }).toEqual({ code: 0, text: '' });
}
