import { shellWord } from '../../model/formats/shell';
import type { CommandWords } from './words';

/** Descriptions stand beside the words; what is none of them is a file. */
export const zsh = (program: string, commands: readonly CommandWords[]): string => {
  const name = `_${program.replaceAll('-', '_')}`;
  return `#compdef ${program}
${name}() {
  local -a words_
  if (( CURRENT == 2 )); then
    words_=(${commands.map(({ name: command, description }) => described(command, description)).join(' ')})
    _describe -t commands command words_
    return
  fi
  case $words[2] in
${commands.map((command) => `    ${command.name}) words_=(${wordsFor(command)}) ;;\n`).join('')}  esac
  _describe -o -t options option words_ || _files
}
compdef ${name} ${program}`;
};

const wordsFor = ({ words, options }: CommandWords): string =>
  [
    ...words.map((word) => described(word, '')),
    ...options.map(({ flag, description }) => described(flag, description)),
  ].join(' ');

/** The first colon parts a word from what it means. */
const described = (word: string, meaning: string): string =>
  shellWord(meaning === '' ? word : `${word}:${meaning.replaceAll(':', '\\:')}`);
