import { violationLines } from '../../../cli/synthesize';

test('the violations that a failed synthesis names are found between the frames of its stack, each once', () => {
  expect(
    violationLines([
      '    throw new ValidationError(...violations);',
      'ValidationError: [ClusterNameIllegal] Kafka: name must be short, got Bad; rename the cluster',
      '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
      '    at new KafkaCluster (constructs/cluster.ts:1:1)',
      '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
    ]),
  ).toEqual([
    '[ClusterNameIllegal] Kafka: name must be short, got Bad; rename the cluster',
    '[ListenersMissing] Kafka/listeners: listeners must be 1 at least, got 0; declare one',
  ]);
});

test('the violations that a validation finds are named without the construct that it stands at', () => {
  expect(
    violationLines([
      'Error: Validation failed with the following errors:',
      '  [kafka-resources/Resources] [PrincipalUnknown] kafka-resources/Resources: a rule must be for someone; declare it',
    ]),
  ).toEqual(['[PrincipalUnknown] kafka-resources/Resources: a rule must be for someone; declare it']);
});
