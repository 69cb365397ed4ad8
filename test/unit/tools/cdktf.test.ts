import { add, faultsIn } from '../../../tools/private/cdktf';

const NONE = { added: 0, changed: 0, destroyed: 0 };

test('the closing lines of all stacks are added up', () => {
  const lines = [
    'Apply complete! Resources: 22 added, 0 changed, 0 destroyed.',
    'kafka-cluster  Apply complete! Resources: 6 added, 1 changed, 2 destroyed.',
    'Apply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.',
  ];
  expect(lines.reduce(add, NONE)).toEqual({ added: 28, changed: 1, destroyed: 2 });
});

test('other lines count for nothing', () => {
  expect(add(NONE, 'docker_container.kafka-broker-1: Creating...')).toBe(NONE);
});

test('the faults that a failed synthesis names are found between the frames of its stack, each once', () => {
  expect(
    faultsIn([
      '    throw new FaultError(...faults);',
      'FaultError: [ClusterNameIllegal] Kafka: name must be short, got Bad; rename the cluster',
      '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
      '    at new KafkaCluster (constructs/cluster.ts:1:1)',
      '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
    ]),
  ).toEqual([
    '[ClusterNameIllegal] Kafka: name must be short, got Bad; rename the cluster',
    '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
  ]);
});

test('the faults that a validation finds are named without the construct that it stands at', () => {
  expect(
    faultsIn([
      'Error: Validation failed with the following errors:',
      '  [kafka-resources/Resources] [PrincipalUnknown] kafka-resources/Resources: a rule must be for someone; declare it',
    ]),
  ).toEqual(['[PrincipalUnknown] kafka-resources/Resources: a rule must be for someone; declare it']);
});
