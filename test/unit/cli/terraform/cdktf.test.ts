import { OperationError } from '../../../../model/violation';
import { add, violationLines, isUntouched, NOTHING, withErrors } from '../../../../cli/terraform/cdktf';

test('the closing lines of all stacks are added up', () => {
  const lines = [
    'Apply complete! Resources: 22 added, 0 changed, 0 destroyed.',
    'kafka-cluster  Apply complete! Resources: 6 added, 1 changed, 2 destroyed.',
    'Apply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.',
  ];
  expect(lines.reduce(add, NOTHING)).toEqual({ added: 28, changed: 1, destroyed: 2, untold: 0 });
});

test('a deployment is untouched when every stack has said so, and not when one has said nothing', () => {
  const unchanged = 'Apply complete! Resources: 0 added, 0 changed, 0 destroyed.';
  const begun = { ...NOTHING, untold: 2 };
  expect(isUntouched([unchanged].reduce(add, begun))).toBe(false);
  expect(isUntouched([unchanged, unchanged].reduce(add, begun))).toBe(true);
  expect(isUntouched(add(NOTHING, 'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.'))).toBe(false);
});

test('a failed deployment’s error names the resources that failed, and any other error is left as it is', () => {
  const failure = (code: string): OperationError =>
    new OperationError({
      code,
      subject: 'cdktf deploy',
      rule: 'must end with exit code 0',
      value: 1,
      remedy: 'see above',
    });
  const errors = ['kafka_topic.orders: Topic with this name already exists'];
  expect((withErrors(failure('CommandFailed'), errors) as Error).message).toBe(
    `${failure('CommandFailed').message}\n  Terraform’s errors:\n  | kafka_topic.orders: Topic with this name already exists`,
  );
  for (const [error, found] of [
    [failure('CommandFailed'), []],
    [failure('Interrupted'), errors],
    [new TypeError('broken'), errors],
  ] as const) {
    expect(withErrors(error, found)).toBe(error);
  }
});

test('other lines count for nothing', () => {
  expect(add(NOTHING, 'docker_container.kafka-broker-1: Creating...')).toBe(NOTHING);
});

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
