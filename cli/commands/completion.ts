import { Argument, type Command } from 'commander';
import { answer } from '../../runtime/process/terminal';
import { bash } from '../completion/bash';
import { fish } from '../completion/fish';
import { wordsOf } from '../completion/words';
import { zsh } from '../completion/zsh';

const SHELLS = { bash, zsh, fish } as const;
type Shell = keyof typeof SHELLS;

/** Adds what the command is called with. */
export const withShell = (command: Command): Command =>
  command.addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)));

/** Writes what a shell reads once to complete words of the command line. */
export function completion(program: Command, shell: Shell): number {
  const script = SHELLS[shell](program.name(), wordsOf(program));
  answer({ script }, script);
  return 0;
}
