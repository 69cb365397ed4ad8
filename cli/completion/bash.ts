import type { CommandWords } from './words';

/** For bash 3.2 and newer. Whoever has the package in a project alone calls it by npx, whose other words stay files. */
export const bash = (program: string, commands: readonly CommandWords[]): string => `_${identifier(program)}() {
  local first=1 position word command= words=
  COMPREPLY=()
  if [[ \${COMP_WORDS[0]} == npx ]]; then
    [[ \${COMP_WORDS[1]} == ${program} && $COMP_CWORD -gt 1 ]] || return 0
    first=2
  fi
  for ((position = first; position < COMP_CWORD; position++)); do
    word=\${COMP_WORDS[position]}
    if [[ $word != -* ]]; then
      command=$word
      break
    fi
  done
  case $command in
    '') words='${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map((command) => `    ${command.name}) words='${wordsFor(command)}' ;;\n`).join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}" || :))
}
complete -o default -F _${identifier(program)} ${program} npx`;

const wordsFor = ({ words, options }: CommandWords): string => [...words, ...options.map(({ flag }) => flag)].join(' ');

const identifier = (program: string): string => program.replaceAll('-', '_');
