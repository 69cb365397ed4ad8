import { internalTopicViolations, partitionViolations, singleReplicaViolations } from '../../../../proof/checks/topics';
import { configViolations, unsafeViolations } from '../../../../proof/verification/declared-topic';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';

const codes = (violations: readonly { readonly code: string }[]): string[] => violations.map(({ code }) => code);

describe('the topics check', () => {
  const config = { 'min.insync.replicas': '2' };
  const declared = { name: 't', partitions: 1, replicationFactor: 3, config, allowed: [] };
  const whole: PartitionView = { topic: 't', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [3, 1, 2] };

  test('fails for a single copy where there are several brokers, unless the topic says that it is meant', () => {
    const single = { ...declared, replicationFactor: 1 };
    expect(codes(singleReplicaViolations(single, 2))).toEqual(['SingleReplica']);
    expect(singleReplicaViolations(single, 1)).toEqual([]);
    expect(singleReplicaViolations({ ...single, allowed: ['SingleReplica'] }, 2)).toEqual([]);
    expect(singleReplicaViolations({ ...declared, replicationFactor: 2 }, 2)).toEqual([]);
  });

  test('passes when partitions, replicas, leader and configuration are as declared', () => {
    expect(partitionViolations(declared, [whole])).toEqual([]);
    expect(
      configViolations(
        declared,
        new Map([
          ['min.insync.replicas', { value: '2', own: true }],
          ['retention.ms', { value: '604800000', own: false }],
        ]),
      ),
    ).toEqual([]);
  });

  test('fails for too many partitions', () => {
    expect(codes(partitionViolations(declared, [whole, { ...whole, partition: 1 }]))).toEqual(['PartitionsDiffer']);
  });

  test('fails for too few replicas', () => {
    expect(codes(partitionViolations(declared, [{ ...whole, replicas: [1, 2], isr: [1, 2] }]))).toEqual([
      'ReplicationDiffers',
    ]);
  });

  test('fails for a replica that is not in sync, and names its broker', () => {
    expect(partitionViolations(declared, [{ ...whole, isr: [1, 2] }])).toMatchObject([
      { code: 'ReplicaNotInSync', subject: 'topic t, broker 3', value: 'not in partition 0' },
    ]);
  });

  test('fails for a partition without a leader', () => {
    expect(codes(partitionViolations(declared, [{ ...whole, leader: -1 }]))).toEqual(['LeaderMissing']);
  });

  test('fails for a configuration that differs or is not set', () => {
    const other = new Map([['min.insync.replicas', { value: '1', own: true }]]);
    expect(configViolations(declared, other)).toMatchObject([{ code: 'ConfigDiffers', value: '1' }]);
    expect(configViolations(declared, new Map())).toMatchObject([{ code: 'ConfigDiffers', value: 'not set' }]);
  });

  test('fails for a setting that somebody gave the topic without declaring it', () => {
    const settings = new Map([
      ['min.insync.replicas', { value: '2', own: true }],
      ['unclean.leader.election.enable', { value: 'true', own: true }],
    ]);
    expect(configViolations(declared, settings)).toMatchObject([
      { code: 'ConfigUndeclared', subject: 'topic t, unclean.leader.election.enable', value: 'true' },
    ]);
  });

  test.each([
    ['unclean.leader.election.enable', 'true', 'TopicElectionUnclean'],
    ['min.insync.replicas', '1', 'MinInsyncReplicasLow'],
  ] as const)('fails where %s is %s, its own or the brokers’, unless the topic allows it', (key, value, code) => {
    for (const own of [true, false]) {
      const actual = new Map([[key, { value, own }]]);
      expect(codes(unsafeViolations(declared, actual))).toEqual([code]);
      expect(unsafeViolations({ ...declared, allowed: [code] }, actual)).toEqual([]);
    }
  });

  test('finds nothing unsafe in a topic of two copies, of which one must have a record', () => {
    const two = { ...declared, replicationFactor: 2 };
    expect(unsafeViolations(two, new Map([['min.insync.replicas', { value: '1', own: true }]]))).toEqual([]);
  });

  test('fails for a topic of Kafka’s own that is lost with one broker, lags or has no leader', () => {
    const name = '__consumer_offsets';
    expect(internalTopicViolations(name, [whole], 3)).toEqual([]);
    const single = { ...whole, replicas: [1], isr: [1], leader: 1 };
    expect(internalTopicViolations(name, [whole, single], 3)).toMatchObject([{ code: 'SingleReplica', value: 1 }]);
    expect(internalTopicViolations(name, [single], 1)).toEqual([]);
    expect(codes(internalTopicViolations(name, [{ ...whole, isr: [1, 2], leader: 3 }], 3))).toEqual([
      'LeaderMissing',
      'ReplicaNotInSync',
    ]);
  });
});
