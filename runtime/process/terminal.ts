import { CodedError, type Violation } from '../../model/violation';
import { Interrupted } from '../wait';
import { pagesOf } from './error-pages';
import { type CommandResult, type OutputEvent, OUTPUT_SCHEMA } from './output';

/** What a machine is told at the end; absent while people are told. */
let result: CommandResult | undefined;

/**
 * From now on standard output has one JSON document on each line, the last of which is the command's result (docs/output.md).
 * Standard error stays for people.
 */
export function tellMachines(command: string): void {
  result = { type: 'result', schema: OUTPUT_SCHEMA, command, exitCode: 0, errors: [], warnings: [], data: {} };
}

/** Tells people again, as a process does from its start; for tests. */
export function tellPeople(): void {
  result = undefined;
}

/** Whether a machine reads along. */
export const machinesRead = (): boolean => result !== undefined;

/** Whether a person sees what is written, on a terminal that can show it anew. */
export const isSeen = (): boolean => result === undefined && process.stdout.isTTY;

/** Whether a person can be asked. */
export const canBeAsked = (): boolean => isSeen() && process.stdin.isTTY;

const write = (document: OutputEvent | CommandResult): void => {
  process.stdout.write(`${JSON.stringify(document)}\n`);
};

/** Tells a machine what happens; people see that in another form. */
export function tell(event: OutputEvent): void {
  if (result !== undefined) {
    write(event);
  }
}

/** The one place that writes to the terminal. */
export const say = (text = ''): void => {
  if (result === undefined) {
    process.stdout.write(`${text}\n`);
  } else if (text.trim() !== '') {
    write({ type: 'message', text: text.trim() });
  }
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What a command answers: a text for people, data for a machine, which finds it in the result. */
export function answer(data: Readonly<Record<string, unknown>>, text: string): void {
  if (result === undefined) {
    say(text);
  } else {
    result = { ...result, data: { ...result.data, ...data } };
  }
}

/** What an error says to a person: one that nobody foresaw, with where it came from. */
export const textOf = (error: unknown): string =>
  error instanceof CodedError ? error.message : String(error instanceof Error ? error.stack : error);

/** Tells of an error that ends a command, and where more is said of it. */
export function fail(error: unknown): void {
  const text = textOf(error);
  complain([text, ...seeAlso(pagesOf(text))].join('\n'));
  if (result !== undefined) {
    result = { ...result, errors: [...result.errors, ...violationsOf(error)] };
  }
}

const seeAlso = (pages: readonly string[]): readonly string[] =>
  pages.length === 0 ? [] : [`\nMore about it: ${pages.join(', ')}`];

/** What went wrong, in the form that every error has: one that nobody foresaw, too. */
const violationsOf = (error: unknown): readonly Violation[] =>
  error instanceof CodedError
    ? error.violations
    : [
        {
          code: 'Unforeseen',
          subject: result?.command ?? 'command',
          rule: error instanceof Error ? error.message : String(error),
          remedy: 'see standard error for where it came from, and report it',
        },
      ];

/**
 * Has a command that answers machines end with its result by a signal, too, which nobody else heeds: while a step, a program or a proof is
 * under way, that comes to its own end.
 */
export function answerSignals(command: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) {
        void runToEnd(Promise.reject(new Interrupted(`the command ${command}`)));
      }
    });
  }
}

/** An output that is lost, as its reader has gone (`| head`) or its disk is full, ends nothing: what changes a cluster goes on to its end. */
export function outliveReaders(): void {
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => undefined);
  }
}

/**
 * Ends the process when its work is done and all is written, with 1 after an error: a connection that a library left open must
 * not keep it alive.
 */
export async function runToEnd(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    fail(error);
    process.exitCode = 1;
  });
  if (result !== undefined) {
    write({ ...result, exitCode: Number(process.exitCode ?? 0) });
  }
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
  if (result !== undefined) {
    result = { ...result, warnings: [...result.warnings, ...warnings] };
    return;
  }
  for (const warning of warnings) {
    say(`\nWarning: ${warning}`);
  }
}
