import type { CommandWords } from './words';

/**
 * Descriptions stand beside the words; files are offered where an option takes a value. Whoever has the package in a project alone calls it
 * by npx, whose words behind the program are completed as its own.
 */
export const fish = (program: string, commands: readonly CommandWords[]): string =>
  [
    ...commands.flatMap(({ name, description, words, options }) => {
      const within = `complete -c ${program} -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
      return [
        `complete -c ${program} -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
        ...words.map((word) => `${within} -f -a ${quoted(word)}`),
        ...options.map(
          ({ flag, description: meaning, takesValue }) =>
            `${within} -l ${flag.replace(/^--/, '')}${takesValue ? ' -r' : ''} -d ${quoted(meaning)}`,
        ),
      ];
    }),
    `complete -c npx -f -n ${quoted(`string match -q -- ${program} (commandline -opc)[2]`)} -a ${quoted('(complete -C (string join " " -- (commandline -opc)[2..] (commandline -ct)))')}`,
  ].join('\n');

/** Between single quotes, fish takes two signs for what they are not. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
