import { readFileSync, writeFileSync } from 'node:fs';
import type Docker from 'dockerode';
import type { Admin, Kafka } from 'kafkajs';
import { Duration } from '../../constructs';
import { removeTopics } from '../../proof/workload/proof-topic';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { administrator } from '../../runtime/kafka/kafka-admin';
import { keepsUp, type QuorumView, viewQuorum } from '../../runtime/kafka/quorum-view';
import { pause, until } from '../../runtime/wait';
import { Checkout } from './support/checkout';
import { edited } from './support/edited';
import { EngineEvents } from './support/engine-events';
import { loadDuring } from './support/load-during';
import { expectSuccess, type Outcome, textOf } from './support/outcome';

jest.setTimeout(30 * 60_000);

const NAME = 'ikraft';
const CONTROLLERS = [1, 2, 3].map((id) => `${NAME}-controller-${id}`);

let checkout: Checkout;
let deployed: Outcome;
let kafka: Kafka;
let admin: Admin;

beforeAll(async () => {
  checkout = await Checkout.make(NAME, 22_092, {
    KAFKA_METADATA: 'kraft',
    KAFKA_CONSOLE: 'off',
    KAFKA_MONITORING: 'off',
  });
  deployed = await checkout.npm('deploy');
  kafka = await administrator(checkout.manifest, checkout.path('out', 'clients'));
  admin = kafka.admin();
  await admin.connect();
});

afterAll(async () => {
  await admin.disconnect();
  await checkout.remove();
});

function declare(change: (main: string) => string): void {
  const file = checkout.path('main.ts');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** The quorum, as its leader sees it. */
async function view(): Promise<QuorumView> {
  const addresses = checkout.manifest.brokers.map(({ advertised }) => advertised['MTLS'] ?? '');
  return await viewQuorum({ manifest: checkout.manifest, clients: checkout.path('out', 'clients') }, addresses);
}

/** Name of the controller that leads. */
async function leader(): Promise<string> {
  const { leader: node } = await view();
  return checkout.manifest.metadata.servers.find(({ nodeId }) => nodeId === node)?.container ?? '';
}

/** Notes who leads, again and again: under load another one may come to lead at any time. */
async function noteLeaders(events: EngineEvents, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    events.note(`${await until(leader, { within: Duration.seconds(60), awaiting: 'a controller that leads' })} leads`);
    await pause(Duration.milliseconds(200));
  }
}

/** Whoever was replaced while another one was still to come had been seen not to lead since the one before it was replaced. */
async function expectLeadersSpared(events: EngineEvents, replaced: readonly string[]): Promise<void> {
  let from = 0;
  for (const server of replaced) {
    const to = await events.positionOf(server, 'kill');
    const others = events.between(from, to).filter((line) => line.endsWith(' leads') && line !== `${server} leads`);
    expect({ server, others: others.length > 0 }).toEqual({ server, others: true });
    from = to;
  }
}

/** Ids of the servers' containers. */
const servers = async (): Promise<readonly string[]> =>
  (await checkout.containers())
    .filter(({ Labels }) => ['broker', 'controller'].includes(Labels['cdktf-kafka.role'] ?? ''))
    .map(({ Id }) => Id)
    .sort();

/** What a deployment that touches no server says. */
async function refusal(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const before = await servers();
  const outcome = await checkout.run('npm', ['run', '--silent', 'deploy'], { environment });
  expect(outcome.code).toBe(1);
  expect(await servers()).toEqual(before);
  return textOf(outcome);
}

test('a cluster comes up on three controllers, without ZooKeeper, and a second plan is empty', async () => {
  expectSuccess(deployed);
  const names = (await checkout.containers()).map(({ Names }) => Names[0]?.slice(1) ?? '');
  expect(names).toEqual(expect.arrayContaining(CONTROLLERS));
  expect(names.filter((name) => name.includes('zookeeper'))).toEqual([]);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('the proof finds its promises kept: members, rights, identities at the controllers, drift, and the quorum lost and back', async () => {
  expectSuccess(await checkout.npm('proof', '--only', 'cluster,logins,access,identities,drift,quorum'));
});

test('a change of every server replaces them one at a time, the leading controller last of its kind, and loses no acknowledged record', async () => {
  const before = await servers();
  const events = await EngineEvents.of(checkout.engine, NAME);
  const rolled = new AbortController();
  const roll = loadDuring({ kafka, admin }, 'roll', async () => {
    declare((main) => edited(main, '  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },"));
    expectSuccess(await checkout.npm('deploy'));
  }).finally(() => {
    rolled.abort();
  });
  const [{ belowTwo, verdict }] = await Promise.all([roll, noteLeaders(events, rolled.signal)]);
  const made = (await checkout.containers())
    .filter(({ Labels }) => Labels['generation'] === '2')
    .sort((a, b) => a.Created - b.Created)
    .map(({ Names }) => Names[0]?.slice(1) ?? '');
  expect(made).toHaveLength(6);
  expect([...made.slice(0, 3)].sort()).toEqual(CONTROLLERS);
  await expectLeadersSpared(events, made.slice(0, 2));
  events.end();
  expect((await servers()).filter((id) => before.includes(id))).toEqual([]);
  await removeTopics(admin, ['roll']);
  expect(belowTwo).toEqual([]);
  expect(verdict.acknowledged).toBeGreaterThan(1_000);
  expect(verdict.violations).toEqual([]);
});

describe('what would lose the metadata', () => {
  test('fails when they are to be kept in ZooKeeper, or by another number of controllers', async () => {
    expect(await refusal({ KAFKA_METADATA: 'zookeeper' })).toContain('[MetadataStoreChanged] metadata');
    declare((main) => edited(main, 'controllers: 3', 'controllers: 5'));
    expect(await refusal()).toContain(`[EnsembleResized] ensemble of ${NAME}-controller-1`);
    declare((main) => edited(main, 'controllers: 5', 'controllers: 3'));
    expectSuccess(await checkout.npm('synth'));
  });

  /** Takes controllers and their data away, and has the next deployment look at the volumes. */
  const lose = async (...ids: readonly number[]): Promise<void> => {
    for (const name of [...ids.map((id) => `controller-${id}`), 'configure']) {
      await checkout.engine.getContainer(`${NAME}-${name}`).remove({ force: true, v: true });
    }
    for (const id of ids) {
      await checkout.engine.getVolume(`${NAME}-controller-${id}-data`).remove();
    }
  };

  test('one controller that has lost its data begins with what the others have: with one that lags it loses nothing, by Terraform alone', async () => {
    const controller = (id: number): Docker.Container => checkout.engine.getContainer(`${NAME}-controller-${id}`);
    const apply = async (stack: string, ...args: string[]): Promise<void> => {
      const passwords = `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
      expectSuccess(await checkout.terraform(`${NAME}-${stack}`, 'apply', '-auto-approve', passwords, ...args));
    };
    const led = Number((await leader()).slice(-1));
    const [lagging = 0, lost = 0] = [1, 2, 3].filter((id) => id !== led);
    await controller(lagging).stop();
    // Around an election, brokers fail at what they hand on to the quorum.
    await until(
      async () => {
        await admin.createTopics({ waitForLeaders: false, topics: [{ topic: 'agreed', numPartitions: 1 }] });
        return true;
      },
      { within: Duration.seconds(60), awaiting: 'a topic made without one of the controllers' },
    );
    await lose(lost);
    await controller(led).stop();
    await apply('base');
    await controller(lagging).start();
    await apply('cluster', `-target=docker_container.${NAME}-controller-${lost}`);
    await until(async () => (await leader()) === `${NAME}-controller-${lost}`, {
      within: Duration.seconds(60),
      awaiting: 'the controller that begins anew to lead the one that lags',
    });
    // A broker that has yet to find the new leader knows of nothing that was agreed just before.
    await until(async () => (await viewPartitions(admin)).some(({ topic }) => topic === 'agreed'), {
      within: Duration.seconds(60),
      awaiting: 'brokers to know what two controllers had agreed on',
    });
    await controller(led).start();
    await until(
      async () => {
        const quorum = await view();
        return quorum.voters.every(({ nodeId }) => keepsUp(quorum, nodeId));
      },
      { within: Duration.seconds(60), awaiting: 'all controllers to have all of the metadata' },
    );
    await removeTopics(admin, ['agreed']);
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('fails when most controllers have lost theirs', async () => {
    await lose(1, 3);
    expect(await refusal()).toContain(`[DataVolumeLost] ${NAME}-controller-1`);
  });
});

test('it is destroyed without a trace', async () => {
  expectSuccess(await checkout.npm('destroy', '--volumes'));
  expect(await checkout.containers()).toEqual([]);
  expect(await checkout.volumes()).toEqual([]);
  // The turn of the last server that was replaced bears no label of the cluster's.
  await expect(checkout.engine.getContainer(`${NAME}-rollout-turn`).inspect()).rejects.toMatchObject({
    statusCode: 404,
  });
});
