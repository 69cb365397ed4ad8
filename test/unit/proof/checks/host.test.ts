import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import { CHECKS, checksFor } from '../../../../proof/checks';
import { host, judged } from '../../../../proof/checks/host';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { isLedElsewhere } from '../../../../proof/host/host-loss';
import { serversByHost } from '../../../../proof/host/host-servers';
import { Engines } from '../../../../runtime/engine/engines';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';
import { manifest } from '../../fixtures/manifest';
import { spread } from '../../fixtures/spread-manifest';

const partition = (
  topic: string,
  replicas: readonly number[],
  isr = replicas,
  leader = isr[0] ?? -1,
): PartitionView => ({
  ...{ topic, partition: 0, replicas, isr, leader },
});

test('the check is there where a cluster has several hosts, and nowhere else', () => {
  expect(CHECKS).toContain(host);
  expect(checksFor(spread)).toContain(host);
  expect(checksFor(manifest)).not.toContain(host);
});

describe('a cluster on several hosts', () => {
  /** What is seen of one, whose engines are asked for nothing but their time; whoever would take a server away, or make a topic, finds no function for it. */
  const proofOn = (replicas: readonly number[], aheadMs: readonly number[] = [0, 0, 0]): ProofContext => {
    const engines = new Engines(spread, ({ engine = '' }) => {
      const ahead = aheadMs[Number(/\d/.exec(engine)?.[0]) - 1] ?? 0;
      return {
        info: () => Promise.resolve({ SystemTime: new Date(Date.now() + ahead).toISOString() }),
      } as unknown as Docker;
    });
    const admin: Partial<Admin> = {
      fetchTopicMetadata: () =>
        Promise.resolve({
          topics: [
            {
              name: 'topic1',
              partitions: [
                ...[{ partitionErrorCode: 0, partitionId: 0, leader: 1, replicas: [...replicas], isr: [...replicas] }],
              ],
            },
          ],
        }),
      describeConfigs: () =>
        Promise.resolve({
          resources: [
            { resourceName: 'topic1', configEntries: [{ configName: 'min.insync.replicas', configValue: '2' }] },
          ],
          throttleTime: 0,
        } as unknown as Awaited<ReturnType<Admin['describeConfigs']>>),
    };
    return { admin, engines, manifest: spread, signal: new AbortController().signal } as unknown as ProofContext;
  };

  test('fails before anything is hurt when a host has what the others can’t do without, and its clocks are told', async () => {
    const result = await host.run(proofOn([1, 2]));
    expect(result.verdict).toBe('fail');
    expect(result.violations?.map(({ code, subject, value }) => [code, subject, value])).toEqual([
      ['CopiesElsewhereTooFew', 'topic topic1, host host-1', 'partition 0 on broker 1, 2'],
      ['CopiesElsewhereTooFew', 'topic topic1, host host-2', 'partition 0 on broker 1, 2'],
    ]);
    expect(result.evidence).toEqual([
      ...[1, 2, 3].map((id) => `host host-${id}: kafka-broker-${id}, kafka-zookeeper-${id}`),
      expect.stringMatching(/^clocks against this machine's: host-1 [+-]\S+ s .*, host-2 .*, host-3 /),
    ]);
  });

  test('fails before anything is hurt when a host’s clock is a minute behind', async () => {
    const result = await host.run(proofOn([1, 2, 3], [0, -60_000, 0]));
    expect(result).toMatchObject({ verdict: 'fail', violations: [{ code: 'ClocksDiffer' }] });
    expect(result.figures?.['clockSkewMs']).toBeGreaterThan(59_000);
  });
});

test('what others answer for, and a single copy that is meant, is not judged by its place', () => {
  const topics = ['meant', 'forgotten'].map((name) => ({
    ...{ name, partitions: 1, replicationFactor: 1, config: {} },
    allowed: name === 'meant' ? ['SingleReplica'] : [],
  }));
  const ignored = [{ kind: 'topic' as const, name: 'streams-', prefixed: true }];
  const all = ['meant', 'forgotten', 'streams-1'].map((topic) => partition(topic, [1]));
  expect(judged({ topics, ignored }, all).map(({ topic }) => topic)).toEqual(['forgotten']);
});

describe('hosts that take over from another', () => {
  const [lost = { name: '', brokers: [], voters: [], containers: [] }] = serversByHost(spread);
  const before = [partition('orders', [1, 2, 3]), partition('meant', [1])];

  test('lead each partition that has a copy on them, by one that is in sync', () => {
    expect(
      isLedElsewhere(before, [partition('orders', [1, 2, 3], [2, 3]), partition('meant', [1], [], -1)], lost),
    ).toBe(true);
  });

  test.each([
    ['the former one still leads', [partition('orders', [1, 2, 3], [1, 2, 3])]],
    ['nobody leads', [partition('orders', [1, 2, 3], [2, 3], -1)]],
    ['one leads that is not in sync', [partition('orders', [1, 2, 3], [2], 3)]],
    ['a broker does not know the topic', []],
  ])('fail to have done so while %s', (_, now) => {
    expect(isLedElsewhere(before, now, lost)).toBe(false);
  });
});
