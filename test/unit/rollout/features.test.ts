import type { Admin } from 'kafkajs';
import type { FeatureLevels } from '../../../model/cluster/metadata-store';
import { beyond, dueValues, settleBeginning, settleFeatures } from '../../../rollout/features';
import { featureLevels, raiseFeatures } from '../../../runtime/kafka/feature-levels';
import { withAdmin } from '../../../runtime/kafka/kafka-admin';
import { ByteReader, ByteWriter } from '../../../runtime/protocol/bytes';
import { exchange } from '../../../runtime/protocol/kafka-request';
import { manifest } from '../fixtures/manifest';

jest.mock('../../../runtime/kafka/standing-brokers', () => ({
  askStandingBroker: (_: unknown, question: (frames: object) => unknown) => question({}),
  standingAdministrator: () => Promise.resolve({}),
}));
jest.mock('../../../runtime/kafka/feature-levels', () => ({ featureLevels: jest.fn(), raiseFeatures: jest.fn() }));
jest.mock('../../../runtime/kafka/kafka-admin', () => ({ withAdmin: jest.fn() }));
jest.mock('../../../runtime/protocol/kafka-request', () => ({ exchange: jest.fn() }));

const ELR = 'eligible.leader.replicas.version';
const LEVELS = { 'metadata.version': 33, [ELR]: 1 };
const [broker] = manifest.brokers;
const declared = {
  ...manifest,
  brokers: broker === undefined ? [] : [{ ...broker, settings: { 'min.insync.replicas': '2' } }],
  metadata: { ...manifest.metadata, features: { line: '4.4', levels: LEVELS } },
};

/** What the cluster keeps: it rises by requests. */
let kept: Record<string, number>;
let minimum: string;

beforeEach(() => {
  kept = { 'metadata.version': 21 };
  minimum = '2';
  jest.mocked(featureLevels).mockImplementation(() => Promise.resolve(kept));
  jest.mocked(raiseFeatures).mockReset();
  jest.mocked(raiseFeatures).mockImplementation((_, levels) => {
    kept = { ...kept, ...levels };
    return Promise.resolve();
  });
  const settings = () => [{ configName: 'min.insync.replicas', configValue: minimum }];
  const describeConfigs = () =>
    Promise.resolve({ resources: [{ resourceName: String(broker?.id), configEntries: settings() }] });
  jest.mocked(withAdmin).mockImplementation((_, work) => work({ describeConfigs } as unknown as Admin));
  jest.mocked(exchange).mockReset();
  jest.mocked(exchange).mockImplementation(() => {
    minimum = '2';
    const answer = new ByteWriter().int32(0);
    answer.compactArray([0], (error) => answer.int16(error).nullableCompact(undefined).int8(4).compact('').untagged());
    return Promise.resolve(new ByteReader(answer.untagged().toBuffer()));
  });
});

test('features rise to what is declared, and nothing is due then', async () => {
  await expect(dueValues(declared, 'clients')).resolves.toEqual(LEVELS);
  await expect(settleFeatures(declared, 'clients')).resolves.toEqual({ done: LEVELS, left: {} });
  await expect(settleFeatures(declared, 'clients')).resolves.toEqual({ done: {}, left: {} });
  expect(raiseFeatures).toHaveBeenCalledTimes(1);
});

test('what was not reviewed is left as it is', async () => {
  await expect(settleFeatures(declared, 'clients', {})).resolves.toEqual({ done: {}, left: LEVELS });
  expect(raiseFeatures).not.toHaveBeenCalled();
  await expect(settleFeatures(declared, 'clients', { 'metadata.version': 33 })).resolves.toEqual({
    done: { 'metadata.version': 33 },
    left: { [ELR]: 1 },
  });
});

test.each<FeatureLevels>([{}, { 'metadata.version': 1 }, { 'metadata.version': 7 }])(
  'a quorum that has lost what it was to begin with is given that: it uses %j',
  async (used: FeatureLevels) => {
    kept = { ...used };
    await expect(settleBeginning(declared, 'clients')).resolves.toEqual(LEVELS);
    expect(kept).toEqual(LEVELS);
  },
);

test('features that were held back are not raised for a beginning', async () => {
  await expect(settleBeginning(declared, 'clients')).resolves.toEqual({});
  await expect(settleBeginning(manifest, 'clients')).resolves.toEqual({});
  expect(raiseFeatures).not.toHaveBeenCalled();
});

test('a minimum that the quorum keeps is written when it is another one than declared', async () => {
  kept = LEVELS;
  minimum = '1';
  await expect(dueValues(declared, 'clients')).resolves.toEqual({ 'min.insync.replicas': 2 });
  await expect(settleFeatures(declared, 'clients')).resolves.toEqual({ done: { 'min.insync.replicas': 2 }, left: {} });
  await expect(settleFeatures(declared, 'clients')).resolves.toEqual({ done: {}, left: {} });
  expect(exchange).toHaveBeenCalledTimes(1);
});

test('a broker that has not heard yet is asked again', async () => {
  const stale = { 'metadata.version': 21 };
  jest.mocked(featureLevels).mockResolvedValueOnce(stale);
  jest.mocked(raiseFeatures).mockImplementation(() => {
    jest.mocked(featureLevels).mockResolvedValueOnce(stale);
    kept = LEVELS;
    return Promise.resolve();
  });
  await expect(settleFeatures(declared, 'clients')).resolves.toMatchObject({ done: LEVELS });
});

test('where features have no levels, nothing is asked', async () => {
  await expect(dueValues(manifest, 'clients')).resolves.toEqual({});
  await expect(settleFeatures(manifest, 'clients', {})).resolves.toEqual({ done: {}, left: {} });
});

test('a value goes beyond others when it is another one, or there is none', () => {
  expect(beyond({ a: 1, b: 2, c: 3 }, { a: 1, b: 3 })).toEqual({ b: 2, c: 3 });
});
