import { type Command, CommanderError, Option } from 'commander';
import { OperationError } from '../model/violation';
import { answerSignals, fail, outliveReaders, runToEnd, tellMachines } from '../runtime/process/terminal';

/** Exit code of a command line that means nothing, where no command says another. */
const WRONG = 1;

/** A program whose commands take `--json`, once they are said to answer machines, and end by themselves. */
export function commandLine(program: Command): Command {
  return program.showHelpAfterError().exitOverride();
}

/** Lets a command answer machines. */
export const withJson = (command: Command): Command =>
  command.addOption(
    new Option('--json', 'one JSON document on each line, for machines; the last is the result (docs/output.md)'),
  );

/** Runs the command that the process was started for, to its end. */
export async function runProgram(program: Command, words: readonly string[] = process.argv): Promise<void> {
  outliveReaders();
  program.hook('preAction', (_, command) => {
    if (command.opts<{ readonly json?: true }>().json === true) {
      tellMachines(command.name());
      answerSignals(command.name());
    }
  });
  await runToEnd(
    program.parseAsync([...words]).catch((error: unknown) => {
      if (!(error instanceof CommanderError)) {
        throw error;
      }
      process.exitCode = error.exitCode;
      if (error.exitCode !== 0 && words.includes('--json')) {
        refuse(program, words, error);
      }
    }),
  );
}

/** People have been told already, by commander. */
function refuse(program: Command, words: readonly string[], { message }: CommanderError): void {
  const names = program.commands.map((command) => command.name());
  const name = words.find((word) => names.includes(word));
  tellMachines(name ?? program.name());
  fail(
    new OperationError({
      code: 'CommandLineIllegal',
      subject: name ?? program.name(),
      rule: 'must be called by the words and options that it has',
      value: message.replace(/^error: /, ''),
      remedy: 'see --help',
    }),
  );
}

/** Ends a command whose words mean nothing with an exit code of its own. */
export const refusedWith = (command: Command, exitCode: number): Command =>
  command.exitOverride((error) => {
    throw error.exitCode === WRONG ? new CommanderError(exitCode, error.code, error.message) : error;
  });
