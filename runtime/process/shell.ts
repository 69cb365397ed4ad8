/** A word of a shell's command, quoted where it has to be: the shell takes it as it is, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
