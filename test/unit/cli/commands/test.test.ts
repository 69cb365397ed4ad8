import { failuresOf } from '../../../../cli/commands/test';

const failure = (fullName: string, message: string) => ({
  fullName,
  status: 'failed',
  failureMessages: [message],
});

const suite = (name: string, assertionResults: ReturnType<typeof failure>[], message = '') => ({
  ...{ name: `/somewhere/${name}`, startTime: 0, endTime: 1, message },
  assertionResults,
});

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

test('the first failure of a file is told at length, two more in short, and the others are counted', () => {
  const failed = ['a', 'b', 'c', 'd', 'e'].map((name) => failure(name, lines(60)));
  const told = failuresOf({
    testResults: [suite('many.test.ts', failed), suite('one.test.ts', [failure('f', 'why')])],
  });
  expect(told.map((text) => text.split('\n')[0])).toEqual([
    'many.test.ts: a: line 1',
    'many.test.ts: b: line 1',
    'many.test.ts: c: line 1',
    'many.test.ts: 2 more',
    'one.test.ts: f: why',
  ]);
  expect(told.slice(0, 2).map((text) => text.split('\n').length)).toEqual([41, 7]);
  expect(told[0]).toMatch(/line 10\n {2}\.\.\.\n {2}line 31\n/);
});

test('a file that could not be loaded is told with its message, without the stack', () => {
  expect(failuresOf({ testResults: [suite('broken.test.ts', [], 'no such module\n    at load (x.js:1:1)')] })).toEqual([
    'broken.test.ts: no such module',
  ]);
});
