import { execFileSync } from 'node:child_process';
import { shellWord } from '../../../../model/formats/shell';

describe('A word of a shell’s command', () => {
  test('stays as it is when the shell leaves it alone', () => {
    expect(shellWord('/home/me/kafka-1.0/cli/run.mjs')).toBe('/home/me/kafka-1.0/cli/run.mjs');
  });

  test.each(['/home/me/My Projects/kafka', "it's", '$HOME `id` "x" \\ ; & | * ~', 'two\nlines', ''])(
    'reaches the program unchanged: %j',
    (word) => {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
    },
  );
});
