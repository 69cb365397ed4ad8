import { shellWord } from '../../model/formats/shell';
import type { CommandWords } from './words';

/**
 * Descriptions stand beside the words; what is none of them is a file. Whoever has the package in a project alone calls it by npx, whose other
 * words are completed as they were before.
 */
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
${name}_npx() {
  if (( CURRENT > 2 )) && [[ $words[2] == ${program} ]]; then
    shift words
    (( CURRENT-- ))
    ${name}
  else
    $${name}_npx_before
  fi
}
[[ \${_comps[npx]-} == ${name}_npx ]] || ${name}_npx_before=\${_comps[npx]:-_default}
compdef ${name} ${program}
compdef ${name}_npx npx`;
};

const wordsFor = ({ words, options }: CommandWords): string =>
  [
    ...words.map((word) => described(word, '')),
    ...options.map(({ flag, description }) => described(flag, description)),
  ].join(' ');

/** The first colon parts a word from what it means. */
const described = (word: string, meaning: string): string =>
  shellWord(meaning === '' ? word : `${word}:${meaning.replaceAll(':', '\\:')}`);
