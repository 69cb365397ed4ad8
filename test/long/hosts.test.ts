import { readFileSync, writeFileSync } from 'node:fs';
import { LABELS } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { until } from '../../runtime/wait';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { NO_TRACES, SpreadCluster } from './support/spread-cluster';

jest.setTimeout(1_800_000);

const NAME = 'ihosts';

const cluster = new SpreadCluster(NAME, 'zookeeper');
beforeAll(() => cluster.start(31_392, 119));
afterAll(() => cluster.remove());

test('a cluster is deployed from nothing on three hosts, with a broker and a node of the metadata on each', async () => {
  expectSuccess(await cluster.checkout.npm('deploy'));
  await cluster.expectOneOfEachKind();
  const racks = cluster.checkout.manifest.brokers.map(({ settings }) => settings['broker.rack']);
  expect(racks.sort()).toEqual(['rack-0', 'rack-1', 'rack-2']);
});

test('users write and read at their hosts’ addresses, and nothing is otherwise than declared', async () => {
  await cluster.proof('cluster,logins,topics,access,replication,drift,host');
});

test('a second deployment changes nothing', async () => {
  await cluster.expectNothingToChange();
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('what the authorities are is on the first host alone, and each other one has the stores of its own servers', async () => {
  const secrets = await Promise.all(
    cluster.engines.all.map(async ({ docker, address }) => {
      const { Volumes: volumes } = await docker.listVolumes({
        filters: JSON.stringify({ label: [`${LABELS.cluster}=${NAME}`] }) as never,
      });
      const names = volumes.map(({ Name }) => Name).filter((name) => /-(authority|identities|secrets)$/.test(name));
      return [address, names.sort()] as const;
    }),
  );
  const { placements = {} } = cluster.checkout.manifest;
  for (const [address, names] of secrets.slice(1)) {
    const own = Object.keys(placements).filter((container) => placements[container]?.address === address);
    expect(names).toEqual(own.map((container) => `${container}-secrets`).sort());
  }
  expect(secrets[0]?.[1]).toEqual(expect.arrayContaining([`${NAME}-authority`, `${NAME}-identities`]));
});

test('a proof that is killed while a host is cut off leaves it so, and the next deployment has its servers back', async () => {
  const proof = cluster.checkout.start('npm', ['run', '--silent', 'proof', '--', '--only', 'host']);
  const cutOff = await until(
    async () => {
      const found = await cluster.cutOff();
      return found.length === 2 && found;
    },
    { within: Duration.minutes(12), awaiting: 'a host that the proof has cut off' },
  );
  proof.killAll();
  await proof.ended;
  expect(await cluster.cutOff()).toEqual(cutOff);
  const outcome = await cluster.checkout.npm('deploy');
  expectSuccess(outcome);
  for (const server of cutOff) {
    expect(textOf(outcome)).toContain(`${server} is on network ${NAME}-backplane again`);
  }
  expect(await cluster.cutOff()).toEqual([]);
  await cluster.whole();
  await cluster.proof('cluster,replication,drift');
});

test('a changed setting rolls over the hosts, one broker at a time, and the rest stays', async () => {
  const before = await cluster.running();
  const file = cluster.checkout.path('main.ts');
  writeFileSync(
    file,
    edited(readFileSync(file, 'utf8'), "'replica.fetch.backoff.ms': 100", "'replica.fetch.backoff.ms': 101"),
  );
  expectSuccess(await cluster.checkout.npm('deploy'));
  const after = await cluster.running();
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  const replaced = [...after].filter(([name, created]) => before.get(name) !== created).map(([name]) => name);
  expect(replaced.map((name) => name.replace(/-\d .*/, ''))).toEqual([1, 2, 3].map(() => `${NAME}-broker`));
  await cluster.whole();
});

test('with a host dead, the others go on; when it is back, so are its servers', async () => {
  await cluster.loseAndRevive(2, async () => {
    const lost = await cluster.checkout.npm('status', '--json');
    expect({ code: lost.code, text: textOf(lost) }).toEqual({
      code: 1,
      text: expect.stringContaining('EngineUnreachable') as string,
    });
    expect(textOf(await cluster.checkout.npm('deploy'))).toContain('[EngineUnreachable]');
  });
  await cluster.proof('cluster,replication');
});

test('a host is drained: its servers go to the others with all that they had, and nothing stays there', async () => {
  const before = await cluster.topics();
  expectSuccess(await cluster.checkout.npm('drain', cluster.addressOf(2)));
  expect(await cluster.traces(2)).toEqual(NO_TRACES);
  expect(await cluster.servers()).toHaveLength(6);
  await cluster.whole();
  expect(await cluster.topics()).toEqual(before);
  await cluster.proof('cluster,replication');
  const refused = await cluster.checkout.npm('deploy');
  expect(textOf(refused)).toContain('[ServerMoved]');
});

test('without the drained host in the declaration, a deployment changes nothing; declared again, it gets its servers back', async () => {
  const { checkout } = cluster;
  const { KAFKA_HOSTS: three = '' } = checkout.environment;
  checkout.environment['KAFKA_HOSTS'] = three.split(' ').slice(0, 2).join(' ');
  const outcome = await checkout.npm('deploy');
  expectSuccess(outcome);
  expect(textOf(outcome)).toContain('nothing to change');
  checkout.environment['KAFKA_HOSTS'] = three;
  expectSuccess(await checkout.npm('drain', cluster.addressOf(2), '--undo'));
  expect(await cluster.servers(2)).toHaveLength(2);
  await cluster.whole();
  await cluster.proof('cluster,replication,drift');
});

test('Terraform alone is refused what takes a host away that has servers, and touches nothing', async () => {
  const { checkout } = cluster;
  const { KAFKA_HOSTS: three = '' } = checkout.environment;
  const before = await cluster.running();
  checkout.environment['KAFKA_HOSTS'] = three.split(' ').slice(0, 2).join(' ');
  try {
    expectSuccess(await checkout.npm('synth'));
    const { base, cluster: servers } = checkout.manifest.stacks;
    for (const stack of [base, servers]) {
      const outcome = await checkout.terraform(stack, 'apply', '-auto-approve', '-input=false', '-no-color');
      expect({ stack, code: outcome.code, text: textOf(outcome) }).toEqual({
        ...{ stack, code: 1 },
        text: expect.stringMatching(/\[ServerMoved\]|Provider configuration not present/) as string,
      });
    }
    expect(await cluster.running()).toEqual(before);
  } finally {
    checkout.environment['KAFKA_HOSTS'] = three;
    expectSuccess(await checkout.npm('synth'));
  }
});

test('a destroyed cluster leaves no trace on any host', async () => {
  await cluster.expectDestroyedWithoutTrace();
});
