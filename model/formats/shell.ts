/** A word of a shell's command, quoted where it has to be: the shell takes it as it is, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A command for a shell, such as the `gate` of a cluster: each word reaches the program as it is, with blanks, quotes and whatever else is
 * in it.
 */
export const shellCommand = (...words: readonly string[]): string => words.map(shellWord).join(' ');
