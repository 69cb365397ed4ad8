import { runInNewContext } from 'node:vm';
import { checkArguments } from '../../../../model/arguments/check-arguments';
import { Size } from '../../../../model/units/size';
import { CodedError } from '../../../../model/violation';

/** What is said of the arguments of a call. */
function saidOf(given: readonly unknown[]): readonly string[] {
  try {
    checkArguments('KafkaResources#addTopic', given, 'Resources');
    return [];
  } catch (error) {
    return (error as CodedError).violations.map(({ code, rule }) => `${code}: ${rule}`);
  }
}

test('what its types say is let through', () => {
  expect(
    saidOf(['orders', { partitions: 3, maxMessageSize: Size.mebibytes(2), config: { 'retention.ms': -1 } }]),
  ).toEqual([]);
  expect(saidOf(['orders', { partitions: 3, replicationFactor: undefined }])).toEqual([]);
});

test.each([
  ['a name that is a number', [1, { partitions: 3 }]],
  ['no props', ['orders']],
  ['a required prop left out', ['orders', {}]],
  ['a number as a text', ['orders', { partitions: '3' }]],
  ['a plain object for a size', ['orders', { partitions: 3, maxMessageSize: { bytes: 5 } }]],
  ['a word that is none of the choices', ['orders', { partitions: 3, cleanupPolicy: 'shred' }]],
  ['a list with something else in it', ['orders', { partitions: 3, allow: [7] }]],
  ['an object of a class for a map', ['orders', { partitions: 3, config: new (class Config {})() }]],
] as const)('fails for %s', (_, given) => {
  const said = saidOf(given);
  expect(said.length).toBeGreaterThan(0);
  expect(said.every((each) => each.startsWith('ArgumentIllegal: '))).toBe(true);
});

test('a hole in a list is nothing, and what another realm has made is as good as what this one has', () => {
  const holed = Object.assign(new Array<string>(2), { 1: 'SingleReplica' });
  expect(saidOf(['orders', { partitions: 3, allow: holed }])).toEqual([
    expect.stringMatching(/^ArgumentIllegal: allow\[0\] must be /),
  ]);
  const foreign: unknown = runInNewContext(
    "({ partitions: 3, config: { 'retention.ms': -1 }, allow: ['SingleReplica'] })",
  );
  expect(saidOf(['orders', foreign])).toEqual([]);
});

test('everything that is wrong is told at once', () => {
  expect(saidOf([1, { partitions: 'many', replicationFactor: true }])).toHaveLength(3);
});
