import { dataVolume } from '../../model/names/names';
import { withVolumes, filesIn } from '../../runtime/credentials/identity-files';
import { Engines } from '../../runtime/engine/engines';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { NO_TRACES, SpreadCluster } from './support/spread-cluster';

jest.setTimeout(1_800_000);

const cluster = new SpreadCluster('ihostskraft', 'controller');
// Of hosts of these addresses, the last one can be drained without another server's moving by the rule.
beforeAll(() => cluster.start(31_092, 122, { KAFKA_METADATA: 'kraft' }));
afterAll(() => cluster.remove());

/** The identity that the volume of each server bears, by its container. */
async function identities(): Promise<ReadonlyMap<string, string>> {
  const { manifest } = cluster.checkout;
  const engines = new Engines(manifest);
  const read = [...manifest.brokers, ...manifest.metadata.servers].map(async ({ container }) => {
    const volume = dataVolume({ container });
    const files = await withVolumes(engines.of(container), manifest, [volume], async (archiveOf) =>
      filesIn(await archiveOf(volume, '.'), ['meta.properties']),
    );
    const [, identity = ''] = /^cluster\.id=(.+)$/m.exec(files.get('meta.properties')?.toString('utf8') ?? '') ?? [];
    return [container, identity] as const;
  });
  return new Map(await Promise.all(read));
}

// In the order in which they change the cluster.
test('a cluster is deployed from nothing on three hosts, with a broker and a controller on each, of one identity', async () => {
  expectSuccess(await cluster.checkout.npm('deploy'));
  await cluster.expectOneOfEachKind();
  const found = await identities();
  expect(found.size).toBe(6);
  expect([...new Set(found.values())]).toEqual([expect.stringMatching(/^[\w-]{22}$/)]);
});

test('users write and read at their hosts’ addresses, the quorum is as declared, and a second deployment changes nothing', async () => {
  await cluster.proof('cluster,logins,topics,access,replication,drift,host');
  expectSuccess(await cluster.checkout.npm('status'));
  await cluster.expectNothingToChange();
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('with a host dead, the others go on; when it is back, so are its servers', async () => {
  await cluster.loseAndRevive(2, async () => {
    expect(textOf(await cluster.checkout.npm('deploy'))).toContain('[EngineUnreachable]');
  });
  await cluster.proof('cluster,replication');
});

test('a host is drained, its controller too, and gets its servers back: topics and the identity stay', async () => {
  const [topics, [identity]] = [await cluster.topics(), [...(await identities()).values()]];
  const name = cluster.addressOf(2);
  expectSuccess(await cluster.checkout.npm('drain', name));
  expect(await cluster.traces(2)).toEqual(NO_TRACES);
  expect(await cluster.servers()).toHaveLength(6);
  await cluster.whole();
  expect(await cluster.topics()).toEqual(topics);
  expect(textOf(await cluster.checkout.npm('deploy'))).toContain('[ServerMoved]');
  expectSuccess(await cluster.checkout.npm('drain', name, '--undo'));
  await cluster.expectOneOfEachKind();
  await cluster.whole();
  expect(await cluster.topics()).toEqual(topics);
  expect(new Set((await identities()).values())).toEqual(new Set([identity]));
  await cluster.proof('cluster,replication,drift');
});

test('a destroyed cluster leaves no trace on any host', async () => {
  await cluster.expectDestroyedWithoutTrace();
});
