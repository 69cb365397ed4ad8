import { question } from '../../runtime/process/question';
import { canBeAsked } from '../../runtime/process/terminal';
import { type Ask, lossTable } from './plan-guard';

/** Asks over streams: `yes` alone lets the losses be. Whoever interrupts, or ends the input, has given no answer. */
export function askOver(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return async (losses) => {
    output.write(`\nThis deployment destroys, for good:\n${lossTable(losses)}\n`);
    return (await question('Only "yes" lets it: ', { input, output }, 'the deployment')) === 'yes';
  };
}

/** How to ask the person who runs this; undefined in a pipeline, where nobody answers. */
export const ask = (): Ask | undefined => (canBeAsked() ? askOver(process.stdin, process.stdout) : undefined);
