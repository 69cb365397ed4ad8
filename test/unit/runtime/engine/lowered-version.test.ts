import { loweredVersionViolations } from '../../../../runtime/engine/lowered-version';

const lowered = (declared: string, running: readonly string[], allowed?: readonly string[]): readonly string[] =>
  loweredVersionViolations(
    'VersionLowered',
    {
      name: 'Kafka',
      declared,
      running: running.map((version, index) => ({ version, container: `kafka-broker-${index + 1}` })),
    },
    allowed,
  ).map(({ subject, value }) => `${subject} ${String(value)}`);

test.each<[string, string, readonly string[]]>([
  ['nothing runs yet', '3.9.1', []],
  ['nothing changes', '3.9.2', ['3.9.2', '3.9.2']],
  ['a later patch is declared', '3.9.10', ['3.9.9', '3.9.9']],
  ['a later line is declared', '3.10.0', ['3.9.2']],
  ['an upgrade that was cut off is undone', '3.9.1', ['3.9.2', '3.9.1']],
  ['a going back that was cut off is finished', '3.9.1', ['3.9.0', '3.9.2']],
  ['nobody knows what runs', '3.9.1', ['mine']],
])('servers are replaced where %s', (_, declared, running) => {
  expect(lowered(declared, running, [])).toEqual([]);
});

test.each<[string, string, readonly string[]]>([
  ['patch', '3.9.1', ['3.9.2', '3.9.2']],
  ['patch of two digits', '3.9.9', ['3.9.10', '3.9.10']],
  ['line', '3.8.1', ['3.9.2', '3.9.2']],
])('servers fail to go back by a %s unasked, and go back to the one that is named', (_, declared, running) => {
  const refused = running.map((version, index) => `kafka-broker-${index + 1} ${version} to be ${declared}`);
  expect(lowered(declared, running, [])).toEqual(refused);
  expect(lowered(declared, running, ['3.8.0'])).toEqual(refused);
  expect(lowered(declared, running, ['3.8.0', declared])).toEqual([]);
});

test('servers fail to go back where the environment names nothing, and the refusal names what does', () => {
  const running = [{ container: 'kafka-broker-1', version: '3.9.2' }];
  const [violation, ...more] = loweredVersionViolations('VersionLowered', {
    name: 'Kafka',
    declared: '3.9.1',
    running,
  });
  expect(more).toEqual([]);
  expect(violation?.remedy).toContain('KAFKA_DOWNGRADE=3.9.1');
});
