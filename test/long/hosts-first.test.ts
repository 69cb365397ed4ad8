import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ClusterNames, LABELS, secretsVolume } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { allStacks } from '../../runtime/files/manifest-file';
import { until } from '../../runtime/wait';
import { Prometheus } from '../integ/monitoring/prometheus';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { NO_TRACES, SpreadCluster } from './support/spread-cluster';

jest.setTimeout(1_800_000);

const NAME = 'ihostsfirst';
const names = new ClusterNames(NAME);
const PROMETHEUS_PORT = 28_590;

/** The other store by `KAFKA_METADATA=kraft`. */
const METADATA = process.env['KAFKA_METADATA'] ?? 'zookeeper';
const ROLE = METADATA === 'kraft' ? 'controller' : 'zookeeper';

const cluster = new SpreadCluster(NAME, ROLE);
const prometheusOn = (host: number): Prometheus =>
  new Prometheus(`http://127.0.0.1:${PROMETHEUS_PORT}`, (url) => cluster.engines.read(host, url));
let hosts: readonly string[] = [];

beforeAll(async () => {
  // Of hosts of these addresses, each can be drained of three brokers or of four without another server's moving by the rule, and the last one has one of four.
  await cluster.start(28_592, 148, {
    ...{
      KAFKA_METADATA: METADATA,
      KAFKA_MONITORING: 'on',
      KAFKA_PROMETHEUS_PORT: String(PROMETHEUS_PORT),
      KAFKA_CONSOLE: 'on',
    },
  });
  hosts = (cluster.checkout.environment['KAFKA_HOSTS'] ?? '').split(' ');
  expectSuccess(await cluster.checkout.npm('deploy'));
});
afterAll(() => cluster.remove());

/** Declares the hosts in this order. */
function declare(...order: readonly number[]): void {
  cluster.checkout.environment['KAFKA_HOSTS'] = order.map((host) => hosts[host]).join(' ');
}

/** Names of volumes on a host that are secrets, or kept by a service. */
async function kept(host: number): Promise<readonly string[]> {
  const { Volumes: volumes } = (await cluster.engines.all[host]?.docker.listVolumes({
    filters: JSON.stringify({ label: [`${LABELS.cluster}=${NAME}`] }) as never,
  })) ?? { Volumes: [] };
  return volumes
    .map(({ Name }) => Name)
    .filter((name) => !/-(data|datalog|configuration)$/.test(name))
    .sort();
}

/** Those of the servers that are declared on a host. */
function ownSecrets(host: number): readonly string[] {
  const { placements = {} } = cluster.checkout.manifest;
  const own = Object.keys(placements).filter((name) => placements[name]?.address === cluster.addressOf(host));
  return own
    .filter((name) => /-\d+$/.test(name))
    .map((container) => secretsVolume({ container }))
    .sort();
}

/** Servers that run, each with its host and the time since when it does. */
const runningServers = async (): Promise<readonly string[]> =>
  [...(await cluster.running())]
    .filter(([name]) => new RegExp(`-(broker|${ROLE})-`).test(name))
    .map((each) => each.join(' '));

/** What users trust, and what Prometheus has seen first. */
async function expectKept(host: number, since: number): Promise<void> {
  const first = await prometheusOn(host).query(`min_over_time(timestamp(up{job="prometheus"})[1h:10s])`);
  expect(Math.min(...first.map(({ value: [, figure] }) => Number(figure)))).toBeLessThan(since);
}

test('another host is declared first: whoever only looks is told, and Terraform alone is refused and touches nothing', async () => {
  const before = await cluster.running();
  declare(1, 0, 2);
  const refused = await cluster.checkout.npm('deploy');
  expect(textOf(refused)).toContain('[SwarmManagerMissing]');
  await cluster.engines.promote(1);
  const looked = await cluster.checkout.npm('plan');
  expect([looked.code, textOf(looked)]).toEqual([1, expect.stringContaining('[FirstHostMoved]')]);
  expectSuccess(await cluster.checkout.npm('synth'));
  const { base } = cluster.checkout.manifest.stacks;
  const applied = await cluster.checkout.terraform(base, 'apply', '-auto-approve', '-input=false', '-no-color');
  // Names of what the new first host has would go, which is refused before.
  expect([applied.code, textOf(applied)]).toEqual([1, expect.stringMatching(/\[(FirstHostMoved|DeclarationShrunk)\]/)]);
  expect(await cluster.running()).toEqual(before);
  expect(await kept(1)).toEqual(ownSecrets(1));
});

test('one deployment, killed amid it, moves all that is no server, with what was kept; every server runs on, and no send fails', async () => {
  const since = Date.now() / 1000;
  const before = await runningServers();
  const { engines, checkout } = cluster;
  await cluster.underLoad('written-while-authorities-move', async () => {
    const killed = checkout.start('npm', ['run', '--silent', 'deploy']);
    await until(async () => (await kept(1)).includes(names.authorityVolume), {
      within: Duration.minutes(6),
      awaiting: 'the authorities to be on the other host',
    });
    killed.killAll();
    await killed.ended;
    expect(await kept(0)).toContain(names.authorityVolume);
    expectSuccess(await checkout.npm('deploy'));
  });
  expect(await runningServers()).toEqual(before);
  expect(await kept(0)).toEqual(ownSecrets(0));
  expect(await kept(1)).toEqual(expect.arrayContaining([names.authorityVolume, names.identitiesVolume]));
  expect(await cluster.services(0)).toHaveLength(1);
  expect(await cluster.services(1)).toEqual(
    expect.arrayContaining([names.prometheus, names.exporter, names.serviceContainer('console')]),
  );
  await expectKept(1, since);
  const { address = '' } = checkout.manifest.services.find(({ name }) => name === 'Web console') ?? {};
  expect(await engines.read(1, address)).toMatch(/<html/i);
});

test('nothing is left to be done, users’ files are good as they were, and the same authority issues new ones from there', async () => {
  const { checkout } = cluster;
  const trusted = (user: string): string => readFileSync(checkout.path('out', 'clients', user, 'ca.pem'), 'utf8');
  const before = trusted('client');
  await cluster.expectNothingToChange();
  expect(await checkout.pendingPlans()).toEqual({});
  const file = checkout.path('main.ts');
  const user = "resources.addUser('later', { login: UserLogin.certificate() })";
  const main = readFileSync(file, 'utf8');
  writeFileSync(file, edited(main, 'app.synth();', `myTopic.grantProduce(${user});\n\napp.synth();`));
  expectSuccess(await checkout.npm('deploy'));
  expect([trusted('client'), trusted('later')]).toEqual([before, before]);
  await cluster.proof('cluster,logins,topics,access,replication,drift');
});

test('states that were lost are made again of what stands on all hosts, and every server runs on', async () => {
  const { checkout } = cluster;
  const before = await runningServers();
  for (const stack of allStacks(checkout.manifest)) {
    rmSync(checkout.path(`terraform.${stack}.tfstate`), { force: true });
  }
  expect(textOf(await checkout.npm('deploy'))).toContain('[ClusterOfAnotherCheckout]');
  expectSuccess(await checkout.npm('adopt', '--yes'));
  // Nobody can tell what brokers have read of their certificates: they are asked once more.
  expectSuccess(await checkout.npm('deploy'));
  await cluster.expectNothingToChange();
  expect(await runningServers()).toEqual(before);
});

test('a fourth broker gets its share, and where brokers are more than copies, those of a host that is drained are on others before it goes', async () => {
  const { checkout } = cluster;
  const file = checkout.path('main.ts');
  writeFileSync(file, edited(readFileSync(file, 'utf8'), 'brokers: 3,', 'brokers: 4,'));
  expectSuccess(await checkout.npm('deploy'));
  expect(await cluster.servers()).toHaveLength(7);
  const balanced = await checkout.npm('rebalance');
  expectSuccess(balanced);
  await cluster.underLoad('written-while-copies-go', async () => {
    const drained = await checkout.npm('drain', cluster.addressOf(2));
    expectSuccess(drained);
    expect(textOf(drained)).not.toContain('too many copies for the brokers that stay');
    expect(textOf(drained)).toMatch(/Partitions: \d+/);
  });
  expect(await cluster.traces(2)).toEqual(NO_TRACES);
  await cluster.whole();
  expectSuccess(await checkout.npm('drain', cluster.addressOf(2), '--undo'));
  await cluster.whole();
  await cluster.proof('cluster,replication,drift');
});

test('the host that was the first is drained then, and a declaration without it changes nothing', async () => {
  expectSuccess(await cluster.checkout.npm('drain', cluster.addressOf(0)));
  expect(await cluster.traces(0)).toEqual(NO_TRACES);
  expect(await cluster.servers()).toHaveLength(7);
  await cluster.whole();
  declare(1, 2);
  const outcome = await cluster.checkout.npm('deploy');
  expectSuccess(outcome);
  expect(textOf(outcome)).toContain('nothing to change');
  await cluster.proof('cluster,logins,replication,drift');
});

test('a destroyed cluster leaves no trace on any host', async () => {
  declare(1, 2, 0);
  await cluster.expectDestroyedWithoutTrace();
});
