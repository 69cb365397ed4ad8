import type { Admin, ITopicConfig } from 'kafkajs';
import { CleanupStack } from '../../../../proof/context/cleanup-stack';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { makeTopic, removeTopics } from '../../../../proof/workload/proof-topic';
import { administrator } from '../../../../runtime/kafka/kafka-admin';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/kafka/kafka-admin', () => ({
  ...jest.requireActual<typeof import('../../../../runtime/kafka/kafka-admin')>(
    '../../../../runtime/kafka/kafka-admin',
  ),
  administrator: jest.fn(),
}));

/** Topics as brokers tell of them; `views` are the answers to come that differ, each that of a broker that knows too little. */
class Topics {
  public readonly there = new Set<string>();
  public refusals: string[] = [];
  public views: (readonly string[])[] = [];

  public get admin(): Admin {
    return {
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
      listTopics: () => Promise.resolve(this.views.shift() ?? [...this.there]),
      deleteTopics: ({ topics }: { topics: readonly string[] }) => {
        topics.forEach((topic) => this.there.delete(topic));
        return Promise.resolve();
      },
      createTopics: ({ topics }: { topics: readonly ITopicConfig[] }) => {
        const refusal = this.refusals.shift();
        if (refusal !== undefined) {
          return Promise.reject(Object.assign(new Error('refused'), { type: refusal }));
        }
        topics.forEach(({ topic }) => this.there.add(topic));
        return Promise.resolve(true);
      },
      describeCluster: () => Promise.resolve({ clusterId: 'c', controller: 1, brokers: [] }),
      fetchTopicMetadata: () =>
        Promise.resolve({
          topics: [...this.there].map((name) => ({
            name,
            partitions: [{ partitionId: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] }],
          })),
        }),
    } as unknown as Admin;
  }
}

test('topics are gone only when several brokers say so: one that has just come back knows of none', async () => {
  const topics = new Topics();
  topics.there.add('t');
  topics.views = [[], ['other']];
  await removeTopics(topics.admin, ['t']);
  expect([...topics.there]).toEqual([]);
});

test('a topic is made in spite of brokers that fail at it right after an election', async () => {
  const topics = new Topics();
  topics.refusals = ['UNKNOWN', 'NOT_CONTROLLER'];
  const { admin } = topics;
  jest.mocked(administrator).mockResolvedValue({ admin: () => admin } as never);
  const proof = {
    ...{ run: 'run-1', admin, clients: 'clients', cleanup: new CleanupStack(), manifest },
    signal: new AbortController().signal,
  } as unknown as ProofContext;
  const { name } = await makeTopic(proof, 'load', {}, 1);
  expect([name, topics.there.has(name)]).toEqual(['run-1-load', true]);
  expect(await proof.cleanup.runAll()).toEqual([]);
  expect([...topics.there]).toEqual([]);
});
