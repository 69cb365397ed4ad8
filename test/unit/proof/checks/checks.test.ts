import { accessViolations, consumerAnswer, type AccessAttempt } from '../../../../proof/checks/access';
import { isHealthyView } from '../../../../proof/disruptions/cluster-health';
import { reachedBrokers, registrationViolations } from '../../../../proof/checks/cluster';
import { loginViolations, untriedViolations } from '../../../../proof/checks/logins';
import { comparable } from '../../../../proof/checks/replication';
import {
  configViolations,
  internalTopicViolations,
  partitionViolations,
  singleReplicaViolations,
} from '../../../../proof/checks/topics';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';
import type { Send } from '../../../../proof/verification/delivery-verifier';
import type { ReplicaLog } from '../../../../proof/verification/replica-log';
import { differenceViolation, onEveryReplica } from '../../../../proof/verification/replicas';
import { CHASED_LEADER, CONTROLLER, LEADER } from '../../../../proof/disruptions/takeover';
import { manifest } from '../../fixtures/manifest';

const codes = (violations: readonly { readonly code: string }[]): string[] => violations.map(({ code }) => code);

describe('the cluster check', () => {
  const brokers = new Map(manifest.brokers.map(({ id, advertised }) => [id, advertised['MTLS'] ?? '']));
  const view = { clusterId: 'c', controller: 2, brokers };

  test('passes when every broker is advertised as declared and one of them is the controller', () => {
    expect(registrationViolations(manifest, 'MTLS', view)).toEqual([]);
  });

  test('fails for a broker that is missing, one too many, and one at another address', () => {
    const wrong = new Map([
      [1, brokers.get(1) ?? ''],
      [3, '127.0.0.1:1'],
      [4, '127.0.0.1:4'],
    ]);
    expect(registrationViolations(manifest, 'MTLS', { ...view, controller: 1, brokers: wrong })).toMatchObject([
      { code: 'BrokerMissing', subject: 'broker 2' },
      { code: 'WrongAddress', subject: 'broker 3, listener MTLS', value: '127.0.0.1:1' },
      { code: 'BrokerUnknown', subject: 'broker 4' },
    ]);
  });

  test('fails without a controller', () => {
    expect(codes(registrationViolations(manifest, 'MTLS', { ...view, controller: null }))).toEqual(['NoController']);
  });

  test('reads the brokers that Kafka’s own tool reached', () => {
    const output =
      'kafka-broker-1:9095 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 11\n)\nb.c:9095 (id: 12 rack: r1) -> (\n)\n';
    expect(reachedBrokers(output)).toEqual(
      new Map([
        [1, 'kafka-broker-1:9095'],
        [12, 'b.c:9095'],
      ]),
    );
  });
});

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
    expect(codes(partitionViolations(declared, [whole, { ...whole, partition: 1 }]))).toEqual(['WrongPartitions']);
  });

  test('fails for too few replicas', () => {
    expect(codes(partitionViolations(declared, [{ ...whole, replicas: [1, 2], isr: [1, 2] }]))).toEqual([
      'WrongReplicas',
    ]);
  });

  test('fails for a replica that is not in sync, and names its broker', () => {
    expect(partitionViolations(declared, [{ ...whole, isr: [1, 2] }])).toMatchObject([
      { code: 'NotInSync', subject: 'topic t, broker 3', value: 'not in partition 0' },
    ]);
  });

  test('fails for a partition without a leader', () => {
    expect(codes(partitionViolations(declared, [{ ...whole, leader: -1 }]))).toEqual(['NoLeader']);
  });

  test('fails for a configuration that differs or is not set', () => {
    const other = new Map([['min.insync.replicas', { value: '1', own: true }]]);
    expect(configViolations(declared, other)).toMatchObject([{ code: 'WrongConfig', value: '1' }]);
    expect(configViolations(declared, new Map())).toMatchObject([{ code: 'WrongConfig', value: 'not set' }]);
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

  test('fails for a topic of Kafka’s own that is lost with one broker, lags or has no leader', () => {
    const name = '__consumer_offsets';
    expect(internalTopicViolations(name, [whole], 3)).toEqual([]);
    const single = { ...whole, replicas: [1], isr: [1], leader: 1 };
    expect(internalTopicViolations(name, [whole, single], 3)).toMatchObject([{ code: 'SingleReplica', value: 1 }]);
    expect(internalTopicViolations(name, [single], 1)).toEqual([]);
    expect(codes(internalTopicViolations(name, [{ ...whole, isr: [1, 2], leader: 3 }], 3))).toEqual([
      'NoLeader',
      'NotInSync',
    ]);
  });
});

describe('the access check', () => {
  const attempt: AccessAttempt = { user: 'u', topic: 't', operation: 'write', expected: 'refused', actual: 'allowed' };

  test('passes for what is allowed and for what is refused for its reason', () => {
    expect(accessViolations({ ...attempt, expected: 'allowed' })).toEqual([]);
    expect(accessViolations({ ...attempt, actual: 'TOPIC_AUTHORIZATION_FAILED' })).toEqual([]);
    expect(accessViolations({ ...attempt, operation: 'read', actual: 'GROUP_AUTHORIZATION_FAILED' })).toEqual([]);
  });

  test('fails for a write that is let through without a right to it', () => {
    expect(codes(accessViolations(attempt))).toEqual(['AccessTooWide']);
  });

  test('fails for a refusal of what is granted, and for one with another reason', () => {
    const refused = { ...attempt, operation: 'read', actual: 'TOPIC_AUTHORIZATION_FAILED' } as const;
    expect(codes(accessViolations({ ...refused, expected: 'allowed' }))).toEqual(['AccessDenied']);
    expect(codes(accessViolations({ ...attempt, actual: 'REQUEST_TIMED_OUT' }))).toEqual(['AccessDenied']);
    expect(codes(accessViolations({ ...attempt, actual: 'GROUP_AUTHORIZATION_FAILED' }))).toEqual(['AccessDenied']);
  });
});

describe('a read by the console consumer', () => {
  const timeout = 'ERROR terminating consumer process\norg.apache.kafka.common.errors.TimeoutException\n';

  test('was allowed when it read, or waited in vain', () => {
    expect(consumerAnswer('x\nProcessed a total of 1 messages\n')).toBe('allowed');
    expect(consumerAnswer(`${timeout}Processed a total of 0 messages\n`)).toBe('allowed');
  });

  test('fails to be allowed when it was refused, or anything else went wrong', () => {
    const refused = 'o.a.k.c.e.TopicAuthorizationException: no [t]\nProcessed a total of 0 messages\n';
    expect(consumerAnswer(refused)).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(consumerAnswer('SslHandshakeException\nProcessed a total of 0 messages')).toBe('SslHandshakeException');
    expect(consumerAnswer('')).toBe('no answer');
  });
});

describe('the logins check', () => {
  test('passes when every address let the user in', () => {
    expect(loginViolations('a by certificate', [{ address: 'x:1', reason: undefined }])).toEqual([]);
  });

  test('fails once for each reason, with the addresses and the remedy for it', () => {
    const failures = [
      { address: 'x:1', reason: 'Authentication failed' },
      { address: 'x:2', reason: 'Authentication failed' },
      { address: 'x:3', reason: 'Connection error' },
    ];
    expect(loginViolations('a by PLAIN', failures)).toMatchObject([
      { subject: 'a by PLAIN at x:1, x:2', remedy: expect.stringContaining('password') as string },
      { subject: 'a by PLAIN at x:3', remedy: expect.stringContaining('docker logs') as string },
    ]);
  });

  test('fails to judge a user for whom no way in could be tried', () => {
    expect(untriedViolations(['a', 'b'], new Set(['a']))).toMatchObject([{ code: 'LoginNotTried', subject: 'b' }]);
  });
});

describe('the replication check', () => {
  const topic = { name: 't', replicationFactor: 2 };
  const sends: Send[] = [{ partition: 0, value: 'a', outcome: 'acknowledged', offset: 0, at: 0 }];
  const replica = (broker: number, values: readonly string[]): ReplicaLog => ({
    ...{ broker, topic: 't', partition: 0, batches: [], end: values.length },
    records: values.map((value, offset) => ({ partition: 0, offset, value })),
  });

  test('passes when every replica holds every acknowledged record', () => {
    expect(onEveryReplica(sends, [replica(1, ['a']), replica(2, ['a'])], topic)).toEqual([]);
  });

  test('fails for a replica that lacks one, and names its broker', () => {
    expect(onEveryReplica(sends, [replica(1, ['a']), replica(2, [])], topic)).toMatchObject([
      { code: 'RecordsLost', subject: 'topic t, partition 0, on broker 2' },
    ]);
  });

  test('fails for a replica that is not there', () => {
    expect(onEveryReplica(sends, [replica(1, ['a'])], topic)).toMatchObject([{ code: 'ReplicaMissing', value: '1' }]);
  });

  test('leaves out what is compacted or too large to compare', () => {
    const segment = (name: string, bytes: number) => ({ topic: name, bytes, path: '', broker: 1, partition: 0 });
    const declared: { name: string; config: Record<string, string> }[] = [
      { name: 'small', config: {} },
      { name: 'compacted', config: { 'cleanup.policy': 'compact,delete' } },
      { name: 'large', config: {} },
    ];
    expect(comparable(declared, [segment('small', 10), segment('large', 1 << 30)])).toEqual({
      names: ['small'],
      leftOut: ['compacted', 'large'],
    });
  });

  test('names both brokers of a difference', () => {
    expect(differenceViolation({ topic: 't', partition: 1, brokers: [1, 3], what: 'x' }).subject).toBe(
      'topic t, partition 1, brokers 1 and 3',
    );
  });
});

describe('a view of the cluster', () => {
  const own = { topic: 'topic1', partition: 0, leader: 1, replicas: [1, 2], isr: [1, 2] };

  test('is whole when every replica is in sync', () => {
    expect(isHealthyView(manifest, [own])).toBe(true);
  });

  test.each([
    ['a replica is out of sync', [{ ...own, isr: [1] }]],
    ['a partition has no leader', [{ ...own, leader: -1 }]],
    ['a broker that has just started knows no topic yet', []],
    ['it lacks a declared topic', [{ ...own, topic: 'other' }]],
  ])('fails to be whole when %s', (_, partitions) => {
    expect(isHealthyView(manifest, partitions)).toBe(false);
  });
});

describe('a takeover', () => {
  const partition = (number: number, leader: number, isr = [1, 2, 3]): PartitionView => ({
    ...{ topic: 't', partition: number, leader, isr },
    replicas: [1, 2, 3],
  });

  test('is provoked at a leader that is not the controller where there is one', () => {
    expect(LEADER.holder([partition(0, 2), partition(1, 3)], 2)).toBe(3);
    expect(LEADER.holder([partition(0, 2)], 2)).toBe(2);
  });

  test('is provoked at the leader of the same partition when the leader is chased', () => {
    expect(CHASED_LEADER.holder([partition(0, 2), partition(1, 3)], 2)).toBe(2);
  });

  test('is provoked at nobody when there is no controller', () => {
    expect(CONTROLLER.holder([partition(0, 2)], null)).toBe(-1);
  });
});
