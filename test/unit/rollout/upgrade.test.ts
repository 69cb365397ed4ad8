import type { Kafka } from 'kafkajs';
import { awaitFirstRoll } from '../../../rollout/upgrade';
import { standingAdministrator } from '../../../runtime/kafka/standing-brokers';
import { manifest } from '../fixtures/manifest';

jest.mock('../../../runtime/kafka/standing-brokers', () => ({ standingAdministrator: jest.fn() }));

/** What the brokers say, of themselves and of the one partition that there is. */
interface Answer {
  readonly brokers?: readonly number[];
  readonly isr?: readonly number[];
  readonly protocols?: Readonly<Record<number, string>>;
}

const IDS = [1, 2, 3];
const WHOLE = { brokers: IDS, isr: IDS, protocols: { 1: '3.8-IV0', 2: '3.8-IV0', 3: '3.8' } };

const kafkaThat = (answer: Required<Answer>): Kafka =>
  ({
    admin: () => ({
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
      describeCluster: () =>
        Promise.resolve({
          ...{ clusterId: 'c', controller: 1 },
          brokers: answer.brokers.map((nodeId) => ({ nodeId, host: 'localhost', port: nodeId })),
        }),
      fetchTopicMetadata: () =>
        Promise.resolve({
          topics: [{ name: 't', partitions: [{ partitionId: 0, leader: 1, replicas: IDS, isr: answer.isr }] }],
        }),
      describeConfigs: () =>
        Promise.resolve({
          resources: Object.entries(answer.protocols).map(([resourceName, configValue]) => ({
            resourceName,
            configEntries: [{ configName: 'inter.broker.protocol.version', configValue }],
          })),
        }),
    }),
  }) as unknown as Kafka;

test.each<[string, Answer]>([
  ['a broker is away', { brokers: [1, 2] }],
  ['a copy lags', { isr: [1, 2] }],
  ['a broker speaks another protocol', { protocols: { ...WHOLE.protocols, 2: '3.9-IV0' } }],
  ['a broker does not say what it speaks', { protocols: { 1: '3.8', 2: '3.8' } }],
])('the first roll has not ended while %s', async (_, not) => {
  const answer: Required<Answer> = { ...WHOLE, ...not };
  const told = jest.fn(() => kafkaThat(answer).admin());
  jest.mocked(standingAdministrator).mockResolvedValue({ admin: told } as unknown as Kafka);
  let ended = false;
  const awaited = awaitFirstRoll(manifest, { protocol: '3.8', clients: 'clients' }).then(() => {
    ended = true;
  });
  while (told.mock.calls.length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(ended).toBe(false);
  Object.assign(answer, WHOLE);
  await awaited;
});
