import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { ConfigResourceTypes } from 'kafkajs';
import { CLIENT_FILES } from '../../model/names/paths';
import { allStacks } from '../../runtime/files/manifest-file';
import { clientFolder, kafkaAs } from '../../runtime/kafka/kafka-client';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { runTool } from '../integ/support/tool';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(900_000);

const NAME = 'repairs';
const BROKER = `${NAME}-broker-2`;
const NODE = `${NAME}-zookeeper-2`;
const RETENTION = 'retention.ms';
const LOGIN = `${NAME}-user1-SCRAM-SHA-512`;

/** With Terraform and its providers. */
const KILLED = 'killAll';

const cluster = new ChangingCluster();
let others: Readonly<Record<string, string>>;
beforeAll(async () => {
  await cluster.start(NAME, 30_092, { edits: [['nodes: 1', 'nodes: 3']] });
  others = await brokersBeside(BROKER);
});
afterAll(() => cluster.remove());

/** What no repair of a broker may replace. */
async function brokersBeside(broker: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(await cluster.brokers()).filter(([name]) => name !== broker));
}

const remove = (container: string): Promise<unknown> =>
  cluster.checkout.engine.getContainer(container).remove({ force: true, v: true });

async function runs(container: string): Promise<boolean> {
  const all = await cluster.checkout.containers();
  return all.some(({ Names, State }) => Names[0] === `/${container}` && State === 'running');
}

/** Another deployment than the one that was killed puts the rest right, says all of it, and touches nothing else. */
async function expectPutRight(...repairs: readonly string[]): Promise<void> {
  const [, told = ''] = /Put right: (.*)/.exec(await cluster.deploy()) ?? [];
  for (const repair of repairs) {
    expect(told).toContain(repair);
  }
  await expectWhole();
}

async function expectWhole(): Promise<void> {
  expect(await brokersBeside(BROKER)).toEqual(others);
  expect(Object.keys(await cluster.copies())).toEqual(['1', '2', '3']);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
}

// Each deployment is killed, with Terraform and its providers, amid what it puts right.
test('a broker whose container was removed by hand comes back', async () => {
  await remove(BROKER);
  await cluster.deployUntil('the broker to be started', () => runs(BROKER), KILLED);
  await expectPutRight(`container ${BROKER} (was gone)`);
});

async function loseVolume(): Promise<void> {
  await remove(BROKER);
  // It mounts the volume, too.
  await remove(`${NAME}-configure`);
  await cluster.checkout.engine.getVolume(`${BROKER}-data`).remove();
}

test('a broker that has lost its volume copies all that it had from the others', async () => {
  await loseVolume();
  const killed = await cluster.deployUntil('the broker to be started', () => runs(BROKER), KILLED);
  expect(textOf(killed)).toContain(`${BROKER} has lost its data, and copies all partitions from the others`);
  await expectPutRight(`container ${BROKER} (was gone)`, `volume ${BROKER}-data (was gone)`);
});

test('a ZooKeeper node that was stopped is started', async () => {
  await cluster.checkout.engine.getContainer(NODE).stop();
  await cluster.deployUntil('the node to be started', () => runs(NODE), KILLED);
  await expectPutRight(`container ${NODE} (did not run)`);
  expect(await runs(NODE)).toBe(true);
});

describe('what was changed by hand on the brokers', () => {
  const clients = (): string => cluster.checkout.path('out', 'clients');

  async function alter(entity: string, config: string): Promise<void> {
    const { manifest } = cluster.checkout;
    const outcome = await runTool(cluster.checkout, {
      network: manifest.networks.clients,
      clientFolder: clientFolder(clients(), 'admin'),
      command: [
        '/opt/kafka/bin/kafka-configs.sh',
        ...['--bootstrap-server', manifest.brokers[0]?.advertised['MTLS_INTERNAL'] ?? 'none'],
        ...['--command-config', `/etc/kafka/client/internal/${CLIENT_FILES.properties}`],
        ...['--alter', ...entity.split(' '), '--add-config', config],
      ],
    });
    expectSuccess(outcome);
  }

  const changePassword = (iterations: number): Promise<void> =>
    alter('--entity-type users --entity-name user1', `SCRAM-SHA-512=[iterations=${iterations},password=by-hand]`);

  /** Whether user1 is let in by the files that it has had all the time. */
  async function isLetIn(): Promise<boolean> {
    const kafka = await kafkaAs('user1', clients(), { retries: 0 });
    return await withAdmin(kafka, () => Promise.resolve(true)).catch((error: unknown) => {
      if (/[Aa]uthentication/.test(String(error))) {
        return false;
      }
      throw error;
    });
  }

  async function retention(): Promise<string | undefined> {
    const { resources } = await cluster.admin.describeConfigs({
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'my-topic', configNames: [RETENTION] }],
      includeSynonyms: false,
    });
    return resources[0]?.configEntries[0]?.configValue;
  }

  // Kafka's tools make 4096 iterations where they are not told otherwise, this package 8192.
  test.each([4096, 8192])(
    'is as declared again: a topic’s settings and a user’s password, made with %i iterations',
    async (iterations) => {
      const declared = await retention();
      await alter('--entity-type topics --entity-name my-topic', `${RETENTION}=86400001`);
      await changePassword(iterations);
      expect(await retention()).toBe('86400001');
      expect(await isLetIn()).toBe(false);
      await cluster.deployUntil(
        'one of both to be as declared',
        async () => (await retention()) === declared || (await isLetIn()),
        KILLED,
      );
      await expectPutRight(`topic ${NAME}-my-topic (had another config)`, `login ${LOGIN} (had another `);
      expect(await retention()).toBe(declared);
      expect(await isLetIn()).toBe(true);
    },
  );

  test('is told: a password that nothing but a login shows by a plan before, and it and a topic’s settings by the deployment after', async () => {
    await changePassword(8192);
    // Terraform alone sees nothing.
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    const plan = await cluster.checkout.npm('plan', '--detailed-exitcode');
    expect(plan.code).toBe(2);
    expect(textOf(plan)).toContain(`kafka_user_scram_credential.${LOGIN} will be replaced, as requested`);
    expect(await isLetIn()).toBe(false);
    await alter('--entity-type topics --entity-name my-topic', `${RETENTION}=86400001`);
    const [, told = ''] = /Put right: (.*)/.exec(await cluster.deploy()) ?? [];
    expect(told).toContain(`login ${LOGIN} (had another password)`);
    expect(told).toContain(`topic ${NAME}-my-topic (had another config)`);
    expect(await isLetIn()).toBe(true);
    expect(await cluster.deploy()).toContain('nothing to change');
  });
});

test('states that are lost are taken up again from what stands', async () => {
  const lost = cluster.checkout.path('out', 'lost');
  mkdirSync(lost);
  const states = allStacks(cluster.checkout.manifest).map((stack) => `terraform.${stack}.tfstate`);
  // What is switched off has none.
  for (const state of states.filter((each) => existsSync(cluster.checkout.path(each)))) {
    renameSync(cluster.checkout.path(state), path.join(lost, state));
  }
  await cluster.runUntil('adopt', 'a state to be tried', () => trials().length > 0, KILLED, ['--yes']);
  expectSuccess(await cluster.checkout.npm('adopt', '--yes'));
  expect(trials()).toEqual([]);
  await cluster.deploy();
  await expectWhole();
});

test('a broker that has lost its volume has all copies again before the same deployment replaces another one, as an edit asks', async () => {
  const before = await cluster.brokers();
  await loseVolume();
  cluster.declare('brokers: 3,', "brokers: 3,\n  labels: { generation: '2' },");
  await cluster.deployUntil('the broker to be started', () => runs(BROKER), KILLED);
  await cluster.deploy();
  const now = await cluster.brokers();
  expect(Object.keys(now).sort()).toEqual(Object.keys(before).sort());
  expect(Object.values(before).filter((id) => Object.values(now).includes(id))).toEqual([]);
  expect(Object.keys(await cluster.copies())).toEqual(['1', '2', '3']);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

/** Where states are tried before they are written. */
const trials = (): readonly string[] =>
  readdirSync(cluster.checkout.path('cdktf.out', 'stacks')).filter((folder) => folder.includes('.trial-'));

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(100);
});
