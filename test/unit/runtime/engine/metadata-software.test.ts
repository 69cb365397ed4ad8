import { loweredViolations } from '../../../../runtime/engine/metadata-software';

const of = (running: string, declared: string): readonly string[] =>
  loweredViolations('kafka-zookeeper-1', { name: 'ZooKeeper', running, declared }).map(({ code }) => code);

test.each([
  ['3.8.6', '3.8.6'],
  ['3.8.6', '3.8.7'],
  ['3.8.7', '3.8.6'],
  ['3.8.6', '3.9.6'],
  ['3.9.6', '3.10.0'],
])('a metadata server of %s is replaced by one of %s', (running, declared) => {
  expect(of(running, declared)).toEqual([]);
});

test.each([
  ['3.9.6', '3.8.7'],
  ['3.10.0', '3.9.6'],
  ['4.0.0', '3.9.6'],
])('a metadata server of %s fails to be replaced by one of %s', (running, declared) => {
  expect(of(running, declared)).toEqual(['MetadataVersionLowered']);
});
