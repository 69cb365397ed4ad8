import { ValidationError } from '../../../../model/violation';
import { outputLine } from '../../../../runtime/process/output';
import {
  answer,
  answerSignals,
  fail,
  isSeen,
  printWarnings,
  runToEnd,
  say,
  tell,
  tellMachines,
  tellPeople,
} from '../../../../runtime/process/terminal';

const VIOLATION = { code: 'PortInUse', subject: 'port 19092', rule: 'must be free', value: 'nginx', remedy: 'stop it' };

let written: string;
let complained: string;

const collect =
  (take: (text: string) => void) =>
  (text: unknown, done?: unknown): boolean => {
    take(String(text));
    if (typeof done === 'function') {
      (done as () => void)();
    }
    return true;
  };

beforeEach(() => {
  written = '';
  complained = '';
  jest.spyOn(process.stdout, 'write').mockImplementation(collect((text) => (written += text)));
  jest.spyOn(process.stderr, 'write').mockImplementation(collect((text) => (complained += text)));
  jest.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
});
afterEach(() => {
  tellPeople();
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const lines = (): readonly unknown[] =>
  written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => outputLine.parse(JSON.parse(line)));

describe('What a command writes', () => {
  test('is text for people, who are told neither events nor data', () => {
    tell({ type: 'check', check: 'cluster', status: 'pass', seconds: 1 });
    say('hello');
    answer({ files: ['a'] }, 'a');
    printWarnings(['[Unwise] it: should not']);
    expect(written).toBe('hello\na\n\nWarning: [Unwise] it: should not\n');
  });

  test('is one document on each line for machines, the last of which is the result', async () => {
    tellMachines('clients');
    say('\nhello\n');
    say();
    tell({ type: 'step', step: 'Plan', status: 'started' });
    answer({ files: ['a'] }, 'a');
    printWarnings(['[Unwise] it: should not']);
    process.exitCode = 2;
    await runToEnd(Promise.resolve());
    expect(lines()).toEqual([
      { type: 'message', text: 'hello' },
      { type: 'step', step: 'Plan', status: 'started' },
      {
        ...{ type: 'result', schema: 1, command: 'clients', exitCode: 2, errors: [] },
        ...{ warnings: ['[Unwise] it: should not'], data: { files: ['a'] } },
      },
    ]);
    expect(complained).toBe('');
  });

  test('ends with a result for machines by a signal, unless a step heeds it', async () => {
    const before = process.listeners('SIGINT');
    process.removeAllListeners('SIGINT');
    const step = jest.fn();
    try {
      tellMachines('rebalance');
      answerSignals('rebalance');
      process.once('SIGINT', step);
      process.emit('SIGINT');
      expect(step).toHaveBeenCalledTimes(1);
      expect(lines()).toEqual([]);
      process.emit('SIGINT');
      await new Promise(setImmediate);
      expect(lines()).toMatchObject([
        { type: 'result', command: 'rebalance', exitCode: 1, errors: [{ code: 'Interrupted' }] },
      ]);
    } finally {
      process.removeAllListeners('SIGINT');
      process.removeAllListeners('SIGTERM');
      before.forEach((listener) => process.on('SIGINT', listener));
    }
  });

  test('is never a live list for machines, nor are they asked', () => {
    tellMachines('deploy');
    expect(isSeen()).toBe(false);
  });

  test('fails with every violation in its parts, and in words on standard error', async () => {
    tellMachines('deploy');
    await runToEnd(Promise.reject(new ValidationError(VIOLATION, { ...VIOLATION, subject: 'port 19093' })));
    expect(lines()).toMatchObject([
      { type: 'result', exitCode: 1, errors: [VIOLATION, { ...VIOLATION, subject: 'port 19093' }] },
    ]);
    expect(complained).toContain('[PortInUse] port 19092: must be free, got nginx; stop it\n');
    expect(complained).toMatch(/\n\nMore about it: \S*docs\/errors\.md#portinuse\n$/);
  });

  test('fails with a code of its own where nobody foresaw what was wrong', async () => {
    tellMachines('deploy');
    fail(new Error('boom'));
    await runToEnd(Promise.resolve());
    expect(lines()).toMatchObject([{ errors: [{ code: 'Unforeseen', subject: 'deploy', rule: 'boom' }] }]);
    expect(complained).toContain('terminal.test.ts');
  });
});
