import type { Command } from 'commander';

/** An option as a shell completes it. */
export interface OptionWords {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** Whether a value follows, which is most often a file. */
  readonly takesValue: boolean;
}

/** A command as a shell completes it. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  /** What may be said where no option is. */
  readonly words: readonly string[];
  readonly options: readonly OptionWords[];
}

/** What a program's command line is made of, in the order in which its help shows it. */
export const wordsOf = (program: Command): readonly CommandWords[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    words: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    options: command.options.flatMap(({ long, description, required, optional }) =>
      typeof long === 'string' ? [{ flag: long, description, takesValue: required || optional }] : [],
    ),
  }));
