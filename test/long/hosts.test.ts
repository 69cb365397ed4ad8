import { readFileSync, writeFileSync } from 'node:fs';
import type { Admin } from 'kafkajs';
import { Duration } from '../../model/units/duration';
import { LABELS } from '../../model/names/names';
import { isWhole, viewPartitions } from '../../runtime/kafka/cluster-view';
import { administrator, withAdmin } from '../../runtime/kafka/kafka-admin';
import { until } from '../../runtime/wait';
import { Checkout } from '../integ/support/checkout';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { SwarmEngines } from './support/swarm-engines';

jest.setTimeout(1_800_000);

const NAME = 'ihosts';
const LABEL = `${LABELS.cluster}=${NAME}`;

let engines: SwarmEngines;
let checkout: Checkout;
beforeAll(async () => {
  engines = await SwarmEngines.start(3, 119);
  checkout = await Checkout.make(NAME, 31_392, {
    ...{ KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off', KAFKA_DATA: 'destroy' },
    KAFKA_HOSTS: engines.all.map(({ endpoint, address }, index) => `${endpoint},${address},rack-${index}`).join(' '),
  });
});
afterAll(async () => {
  await engines.remove();
  await checkout.remove();
});

/** Names of what runs on each engine, with the time since when it does. */
const running = async (): Promise<ReadonlyMap<string, string>> => {
  const lists = await Promise.all(
    engines.all.map(async ({ docker, address }) =>
      (await docker.listContainers({ filters: { label: [LABEL] } })).map(
        ({ Names, Created }) => [`${Names[0]?.slice(1) ?? ''} on ${address}`, String(Created)] as const,
      ),
    ),
  );
  return new Map(lists.flat());
};

/** Asks the brokers that answer; undefined where none does. */
const asked = async <T>(look: (admin: Admin) => Promise<T>): Promise<T | undefined> => {
  try {
    return await withAdmin(await administrator(checkout.manifest, checkout.path('out', 'clients')), look);
  } catch {
    return undefined;
  }
};

/** Every partition comes to have all of its copies in sync. */
const whole = async (): Promise<void> => {
  await until(
    async () => (await asked((admin) => viewPartitions(admin)))?.every((partition) => isWhole(partition)) ?? false,
    {
      within: Duration.minutes(3),
      awaiting: 'every copy in sync',
    },
  );
};

/** Records are written and read at the addresses of the hosts, by users of both kinds. */
const proof = async (checks: string): Promise<void> => {
  expectSuccess(await checkout.npm('proof', '--only', checks));
};

test('a cluster is deployed from nothing on three hosts, with a broker and a node of the metadata on each', async () => {
  expectSuccess(await checkout.npm('deploy'));
  const servers = [...(await running()).keys()].filter((name) => /-(broker|zookeeper)-/.test(name));
  expect(servers).toHaveLength(6);
  for (const { address } of engines.all) {
    const here = servers.filter((name) => name.endsWith(` on ${address}`)).map((name) => name.replace(/-\d .*/, ''));
    expect(here.sort()).toEqual([`${NAME}-broker`, `${NAME}-zookeeper`]);
  }
  const racks = checkout.manifest.brokers.map(({ settings }) => settings['broker.rack']);
  expect(racks.sort()).toEqual(['rack-0', 'rack-1', 'rack-2']);
});

test('users write and read at their hosts’ addresses, and nothing is otherwise than declared', async () => {
  await proof('cluster,logins,topics,access,replication,drift');
});

test('a second deployment changes nothing', async () => {
  const before = await running();
  const outcome = await checkout.npm('deploy');
  expectSuccess(outcome);
  expect(textOf(outcome)).toContain('nothing to change');
  expect(await running()).toEqual(before);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('what the authorities are is on the first host alone, and each other one has the stores of its own servers', async () => {
  const secrets = await Promise.all(
    engines.all.map(async ({ docker, address }) => {
      const { Volumes: volumes } = await docker.listVolumes({
        filters: JSON.stringify({ label: [LABEL] }) as never,
      });
      const names = volumes.map(({ Name }) => Name).filter((name) => /-(authority|identities|secrets)$/.test(name));
      return [address, names.sort()] as const;
    }),
  );
  const { placements = {} } = checkout.manifest;
  for (const [address, names] of secrets.slice(1)) {
    const own = Object.keys(placements).filter((container) => placements[container]?.address === address);
    expect(names).toEqual(own.map((container) => `${container}-secrets`).sort());
  }
  expect(secrets[0]?.[1]).toEqual(expect.arrayContaining([`${NAME}-authority`, `${NAME}-identities`]));
});

test('a changed setting rolls over the hosts, one broker at a time, and the rest stays', async () => {
  const before = await running();
  const file = checkout.path('main.ts');
  writeFileSync(
    file,
    edited(readFileSync(file, 'utf8'), "'replica.fetch.backoff.ms': 100", "'replica.fetch.backoff.ms': 101"),
  );
  expectSuccess(await checkout.npm('deploy'));
  const after = await running();
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  const replaced = [...after].filter(([name, created]) => before.get(name) !== created).map(([name]) => name);
  expect(replaced.map((name) => name.replace(/-\d .*/, ''))).toEqual([1, 2, 3].map(() => `${NAME}-broker`));
  await whole();
});

test('with a host dead, the others go on; when it is back, so are its servers', async () => {
  const last = engines.all[2];
  await engines.kill(2);
  const lost = await checkout.npm('status', '--json');
  expect({ code: lost.code, text: textOf(lost) }).toEqual({
    code: 1,
    text: expect.stringContaining('EngineUnreachable') as string,
  });
  const led = await until(
    () =>
      asked(async (admin) => {
        const { brokers } = await admin.describeCluster();
        const alive = brokers.map(({ nodeId }) => nodeId);
        return alive.length === 2 && (await viewPartitions(admin)).every(({ leader }) => alive.includes(leader));
      }).then((answer) => answer === true),
    { within: Duration.minutes(2), awaiting: 'two brokers to lead every partition' },
  );
  expect(led).toBe(true);
  expect(textOf(await checkout.npm('deploy'))).toContain('[EngineUnreachable]');
  await engines.revive(2);
  await until(
    async () => [...(await running()).keys()].filter((name) => name.endsWith(`on ${last?.address ?? ''}`)).length === 2,
    {
      within: Duration.minutes(3),
      awaiting: 'the servers of the host to run again',
    },
  );
  await whole();
  await proof('cluster,replication');
});

/** Containers, networks and volumes of the cluster on one of the engines. */
const traces = async (index: number): Promise<Readonly<Record<string, readonly string[]>>> => {
  const { docker } = engines.all[index] ?? {};
  if (docker === undefined) {
    throw new Error(`there is no engine ${index}`);
  }
  const filters = { label: [LABEL] };
  const { Volumes: volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) as never });
  return {
    containers: (await docker.listContainers({ all: true, filters })).map(({ Names }) => Names.join()),
    volumes: volumes.map(({ Name }) => Name),
    networks: (await docker.listNetworks({ filters })).filter(({ Scope }) => Scope !== 'swarm').map(({ Name }) => Name),
  };
};
const NONE = { containers: [], volumes: [], networks: [] };

test('a host is drained: its servers go to the others with all that they had, and nothing stays there', async () => {
  const topics = async () => await asked(async (admin) => (await admin.listTopics()).sort());
  const before = await topics();
  const name = engines.all[2]?.address ?? '';
  expectSuccess(await checkout.npm('drain', name));
  expect(await traces(2)).toEqual(NONE);
  const servers = [...(await running()).keys()].filter((server) => /-(broker|zookeeper)-/.test(server));
  expect(servers).toHaveLength(6);
  await whole();
  expect(await topics()).toEqual(before);
  await proof('cluster,replication');
  const refused = await checkout.npm('deploy');
  expect(textOf(refused)).toContain('[ServerMoved]');
});

test('without the drained host in the declaration, a deployment changes nothing; declared again, it gets its servers back', async () => {
  const { KAFKA_HOSTS: three = '' } = checkout.environment;
  checkout.environment['KAFKA_HOSTS'] = three.split(' ').slice(0, 2).join(' ');
  const outcome = await checkout.npm('deploy');
  expectSuccess(outcome);
  expect(textOf(outcome)).toContain('nothing to change');
  checkout.environment['KAFKA_HOSTS'] = three;
  const name = engines.all[2]?.address ?? '';
  expectSuccess(await checkout.npm('drain', name, '--undo'));
  const here = [...(await running()).keys()].filter((server) => server.endsWith(` on ${name}`));
  expect(here).toHaveLength(2);
  await whole();
  await proof('cluster,replication,drift');
});

test('a destroyed cluster leaves no trace on any host', async () => {
  expectSuccess(await checkout.npm('destroy', '--volumes'));
  for (const { docker } of engines.all) {
    const filters = { label: [LABEL] };
    const { Volumes: volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) as never });
    expect({
      containers: (await docker.listContainers({ all: true })).map(({ Names }) => Names),
      volumes: volumes.map(({ Name }) => Name),
      networks: (await docker.listNetworks({ filters })).map(({ Name }) => Name),
    }).toEqual({ containers: [], volumes: [], networks: [] });
  }
});
