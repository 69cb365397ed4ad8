import { createInterface } from 'node:readline/promises';
import { Interrupted } from '../../runtime/wait';
import { type Ask, lossTable } from './plan-guard';

/** Asks over streams: `yes` alone lets the losses be. Whoever interrupts, or ends the input, has given no answer. */
export function askOver(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return async (losses) => {
    output.write(`\nThis deployment destroys, for good:\n${lossTable(losses)}\n`);
    const terminal = createInterface({ input, output });
    const stop = new AbortController();
    const abort = (): void => {
      stop.abort();
    };
    terminal.once('SIGINT', abort);
    terminal.once('close', abort);
    try {
      return (await terminal.question('Only "yes" lets it: ', { signal: stop.signal })).trim() === 'yes';
    } catch {
      throw new Interrupted('the deployment');
    } finally {
      terminal.close();
    }
  };
}

/** How to ask the person who runs this; undefined in a pipeline, where nobody answers. */
export const ask = (): Ask | undefined =>
  process.stdin.isTTY && process.stdout.isTTY ? askOver(process.stdin, process.stdout) : undefined;
