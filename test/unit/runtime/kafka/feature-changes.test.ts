import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FeatureLevels } from '../../../../model/cluster/metadata-store';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import {
  aheadViolations,
  featuresToRaise,
  featureViolations,
  loweredViolations,
} from '../../../../runtime/kafka/feature-changes';
import { askStandingBroker } from '../../../../runtime/kafka/standing-brokers';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/kafka/standing-brokers', () => ({ askStandingBroker: jest.fn() }));

const FEATURES = { line: '4.4', levels: { 'metadata.version': 33, 'transaction.version': 2 } };
const cluster = { name: 'dev', kafkaVersion: '4.4.0' };

test('features rise to what is declared, those too that nobody has used before', () => {
  expect(featuresToRaise(FEATURES.levels, { 'metadata.version': 21 })).toEqual(FEATURES.levels);
  expect(
    featuresToRaise(FEATURES.levels, { 'metadata.version': 33, 'transaction.version': 2, 'kraft.version': 1 }),
  ).toEqual({});
});

test('fails for each server that doesn’t know yet what is to be used', () => {
  const servers = ['3.9.2', '4.4.0', '4.4.1'].map((version) => ({ container: `of ${version}`, version }));
  expect(aheadViolations(FEATURES, servers)).toMatchObject([{ code: 'FeaturesAhead', subject: 'of 3.9.2' }]);
  expect(aheadViolations({ ...FEATURES, line: '3.9' }, servers)).toEqual([]);
});

test('fails for features that are in use and would not be any more', () => {
  const used = { 'metadata.version': 33, 'transaction.version': 2 };
  expect(loweredViolations(cluster, FEATURES, used)).toEqual([]);
  expect(loweredViolations(cluster, { line: '3.9', levels: { 'metadata.version': 21 } }, used)).toMatchObject([
    { code: 'FeaturesLowered', value: 'metadata.version 33 to be 21' },
  ]);
});

test('where features have no levels, nothing is asked', async () => {
  await expect(featureViolations(manifest, () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
});

describe('Of a cluster whose engine answers', () => {
  let engine: Server;
  let versions: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    // What `docker inspect` asks for.
    engine = createServer((request, response) => {
      const container = /\/containers\/([^/]+)\/json/.exec(request.url ?? '')?.[1] ?? '';
      const version = versions[container];
      response.writeHead(version === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ Config: { Labels: {}, Image: `apache/kafka:${version ?? ''}` } }));
    });
    await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    engine.close();
  });

  const [CONTROLLER, BROKER] = ['kafka-controller-1', 'kafka-broker-1'];

  /** What is wrong with it, by codes and subjects, where a broker tells what is used, or none does. */
  async function judged(
    standing: Readonly<Record<string, string>>,
    { version, line = version.slice(0, 3), used }: { version: string; line?: string; used?: FeatureLevels },
  ): Promise<readonly string[]> {
    versions = standing;
    jest
      .mocked(askStandingBroker)
      .mockImplementation(() =>
        used === undefined ? Promise.reject(new Error('no broker tells')) : Promise.resolve(used),
      );
    const [server] = manifest.metadata.servers;
    const levels: FeatureLevels = line === '3.9' ? { 'metadata.version': 21 } : FEATURES.levels;
    const declared = {
      ...manifest,
      engine: `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`,
      kafkaVersion: version,
      metadata: {
        ...{ kind: 'kraft', name: 'KRaft', version, features: { line, levels } },
        servers: [{ ...server, role: 'controller', container: CONTROLLER }],
      },
    } as ClusterManifest;
    const found = await featureViolations(declared, () => Promise.resolve('clients'));
    return found.map(({ code, subject }) => `${code} ${subject}`);
  }

  const USED = { 'metadata.version': 21 };

  test('nothing is wrong while no server stands, or all are of the declared version', async () => {
    expect(await judged({}, { version: '4.4.0' })).toEqual([]);
    expect(await judged({ [CONTROLLER]: '3.9.2', [BROKER]: '3.9.2' }, { version: '3.9.2' })).toEqual([]);
  });

  test('fails for controllers, too, that don’t know what is to be used', async () => {
    const both = { [CONTROLLER]: '3.9.2', [BROKER]: '3.9.2' };
    const ahead = [`FeaturesAhead ${BROKER}`, `FeaturesAhead ${CONTROLLER}`];
    expect(await judged(both, { version: '4.4.0' })).toEqual(ahead);
    expect(await judged({ ...both, [CONTROLLER]: '4.4.0' }, { version: '4.4.0' })).toEqual(ahead.slice(0, 1));
  });

  test('servers get another line, and the former one again, as long as its features are in use', async () => {
    const amid = { [CONTROLLER]: '4.4.0', [BROKER]: '3.9.2' };
    expect(await judged(amid, { version: '4.4.0', line: '3.9', used: USED })).toEqual([]);
    expect(await judged(amid, { version: '3.9.2', used: USED })).toEqual([]);
  });

  test('fails for the former line, and for its features, when others are in use', async () => {
    const all = { [CONTROLLER]: '4.4.0', [BROKER]: '4.4.0' };
    const lowered = ['FeaturesLowered cluster kafka'];
    expect(await judged(all, { version: '3.9.2', used: FEATURES.levels })).toEqual(lowered);
    expect(await judged(all, { version: '4.4.0', line: '3.9', used: FEATURES.levels })).toEqual(lowered);
  });

  test('fails for the former line where no broker tells what is in use, and goes on with the same one', async () => {
    const all = { [CONTROLLER]: '4.4.0', [BROKER]: '4.4.0' };
    expect(await judged(all, { version: '3.9.2' })).toEqual(['FeaturesUntold cluster kafka']);
    expect(await judged(all, { version: '4.4.0', line: '3.9' })).toEqual([]);
  });
});
