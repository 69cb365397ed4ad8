import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { cdktfKafka } from '../../../../cli/cli';
import { bash } from '../../../../cli/completion/bash';
import { fish } from '../../../../cli/completion/fish';
import { wordsOf } from '../../../../cli/completion/words';
import { zsh } from '../../../../cli/completion/zsh';

const program = cdktfKafka();
const words = wordsOf(program);
const SCRIPT = bash(program.name(), words);

/** What bash offers for the last of some words. */
function offered(...line: readonly string[]): readonly string[] {
  const given = line.map((word) => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(${given}); COMP_CWORD=${line.length - 1}; _cdktf_kafka; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-euc', `${SCRIPT}\n${call}`], { encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test('bash completes every command, and each one’s own options', () => {
  expect(offered('cdktf-kafka', '')).toEqual(program.commands.map((command) => command.name()));
  expect(offered('cdktf-kafka', 'de')).toEqual(['deploy', 'destroy']);
  expect(offered('cdktf-kafka', 'destroy', '--')).toEqual(expect.arrayContaining(['--volumes', '--json']));
  expect(offered('cdktf-kafka', 'destroy', '--v')).toEqual(['--volumes']);
  expect(offered('cdktf-kafka', 'plan', '--v')).toEqual([]);
  // Also behind an option.
  expect(offered('cdktf-kafka', 'plan', '--json', '--det')).toEqual(['--detailed-exitcode']);
  expect(offered('cdktf-kafka', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  expect(offered('cdktf-kafka', 'no-such-command', '')).toEqual([]);
});

test('bash completes the command of a project by npx, and leaves other words of npx alone', () => {
  expect(offered('npx', 'cdktf-kafka', 'st')).toEqual(['status']);
  expect(offered('npx', 'cdktf-kafka', 'proof', '--no-f')).toEqual(['--no-faults']);
  expect(offered('npx', 'cdktf')).toEqual([]);
  expect(offered('npx', 'jest', '--')).toEqual([]);
});

test('bash runs it as a shell of people does, where a word may be unset and an empty list is an error', () => {
  const registered = execFileSync('bash', ['-euc', `${SCRIPT}\ncomplete -p cdktf-kafka npx`], { encoding: 'utf8' });
  expect(registered).toBe(
    ['cdktf-kafka', 'npx'].map((name) => `complete -o default -F _cdktf_kafka ${name}\n`).join(''),
  );
});

test('zsh and fish are told every command and option, with what each means, as it is written', () => {
  const odd = new Command('odd');
  odd
    .command('say')
    .description('what’s said: "it\'s \\ 1"')
    .option('--to <file>', 'where: a file')
    .option('--now', '');
  expect(zsh('odd', wordsOf(odd))).toContain(`words_=('say:what’s said\\: "it'\\''s \\ 1"')`);
  expect(zsh('odd', wordsOf(odd))).toContain(`    say) words_=('--to:where\\: a file' --now) ;;`);
  expect(fish('odd', wordsOf(odd)).split('\n')).toEqual([
    `complete -c odd -f -n __fish_use_subcommand -a say -d 'what’s said: "it\\'s \\\\ 1"'`,
    `complete -c odd -n '__fish_seen_subcommand_from say' -l to -r -d 'where: a file'`,
    `complete -c odd -n '__fish_seen_subcommand_from say' -l now -d ''`,
    expect.stringMatching(/^complete -c npx .* odd /),
  ]);
  for (const script of [zsh('cdktf-kafka', words), fish('cdktf-kafka', words)]) {
    for (const { name, options } of words) {
      expect(script).toContain(name);
      expect(options.filter(({ flag }) => !script.includes(flag.slice(2)))).toEqual([]);
    }
  }
});
