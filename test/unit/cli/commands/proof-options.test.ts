import { Duration } from '../../../../model/units/duration';
import { Command, type CommanderError } from 'commander';
import { OperationError } from '../../../../model/violation';
import { listChecks, proofOptionsOf, runProofCommand, withProofOptions } from '../../../../cli/commands/proof-options';
import { CHECKS } from '../../../../proof';

let written = '';
beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

const failing = (error: Error) => () => Promise.reject(error);
const missing = new OperationError({
  code: 'ManifestMissing',
  subject: 'a',
  rule: 'must be there',
  remedy: 'synthesize it',
});

describe('The proof command, where nothing could be judged,', () => {
  test.each([
    ['a violation', missing, '[ManifestMissing] a: must be there'],
    ['an error that nobody foresaw', new Error('no such thing'), 'no such thing'],
  ])('fails with 2 for %s, and says what it was', async (_, error, text) => {
    expect(await runProofCommand({}, {}, failing(error))).toBe(2);
    expect(written).toContain(text);
  });

  test('fails with 2 for an option that cannot be read', async () => {
    expect(await runProofCommand({ seed: 'x' }, {}, failing(missing))).toBe(2);
    expect(written).toContain('[SeedIllegal]');
  });

  test('fails with 2 when the process ends before there is a report', () => {
    const before = process.listeners('exit');
    void runProofCommand({}, {}, () => new Promise(() => undefined));
    const [listener] = process.listeners('exit').filter((one) => !before.includes(one));
    try {
      listener?.(1);
      expect(process.exitCode).toBe(2);
    } finally {
      process.exitCode = undefined;
      process.removeListener('exit', listener ?? (() => undefined));
    }
  });

  test.each([
    [['--bogus'], 2],
    [['--seed'], 2],
    [['--help'], 0],
  ])('ends with the command line %j with %d', (args, code) => {
    const command = withProofOptions(new Command('proof')).action(() => undefined);
    const codes: unknown[] = [];
    try {
      command.parse(args, { from: 'user' });
    } catch (error) {
      codes.push((error as CommanderError).exitCode);
    }
    expect(codes).toEqual([code]);
  });
});

test('The list of checks needs no cluster, and ends with 0', async () => {
  expect(await runProofCommand({ list: true }, {}, failing(missing))).toBe(0);
  expect(written).toContain('failover');
});

describe('the options of the command line', () => {
  test('become those of the proof', () => {
    expect(proofOptionsOf({ only: 'a, b', skip: 'c', faults: false, seed: '7', duration: '60s', soak: '5m' })).toEqual({
      only: ['a', 'b'],
      skip: ['c'],
      faults: false,
      seed: 7,
      duration: Duration.seconds(60),
      soak: Duration.minutes(5),
    });
  });

  test.each([
    [{ seed: '-1' }, 'SeedIllegal'],
    [{ seed: '4294967296' }, 'SeedIllegal'],
    [{ duration: 'long' }, 'SpanIllegal'],
    [{ only: '' }, 'CheckUnknown'],
    [{ only: ' , ' }, 'CheckUnknown'],
  ])('fail when they are %j', (flags, code) => {
    expect(() => proofOptionsOf(flags)).toThrow(`[${code}]`);
  });

  test('list every check', () => {
    for (const { name } of CHECKS) {
      expect(listChecks()).toContain(name);
    }
  });
});
