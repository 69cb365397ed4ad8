import { createInterface } from 'node:readline/promises';
import { Interrupted } from '../wait';

/** Whom a question is put to, and who answers: a person at a terminal. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** The person who runs this. */
export const person = (): Terminal => ({ input: process.stdin, output: process.stdout });

/**
 * What somebody answers, in one line without blanks at its ends. Whoever interrupts, or ends the input, has given no answer.
 *
 * @param work what is interrupted then
 * @throws Interrupted
 */
export async function question(text: string, { input, output }: Terminal, work: string): Promise<string> {
  const lines = createInterface({ input, output });
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  lines.once('SIGINT', abort);
  lines.once('close', abort);
  try {
    return (await lines.question(text, { signal: stop.signal })).trim();
  } catch {
    throw new Interrupted(work);
  } finally {
    lines.close();
  }
}
