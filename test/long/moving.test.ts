import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Duration } from '../../model/units/duration';
import { verifyDelivery } from '../../proof/verification/delivery-verifier';
import { Load } from '../../proof/workload/load';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { administrator, withAdmin } from '../../runtime/kafka/kafka-admin';
import { ongoingMoves, throttlesOf } from '../../runtime/kafka/placements';
import { until } from '../../runtime/wait';
import { Checkout } from '../integ/support/checkout';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { recordsOf, write } from '../integ/support/records';

jest.setTimeout(900_000);

const NAME = 'moving';
const TOPIC = 'topic1';
const PARTITIONS = 3;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await Checkout.make(NAME, 36_092);
  checkout.environment['KAFKA_MONITORING'] = 'off';
  checkout.environment['KAFKA_CONSOLE'] = 'off';
  mkdirSync(checkout.path('out'), { recursive: true });
  declare('nodes: 3', 'nodes: 1');
  expectSuccess(await checkout.npm('deploy'));
});
afterAll(() => checkout.remove());

function declare(from: string, to: string): void {
  const file = checkout.path('main.ts');
  writeFileSync(file, edited(readFileSync(file, 'utf8'), from, to));
}

const kafka = () => administrator(checkout.manifest, checkout.path('out', 'clients'));

const brokers = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await checkout.containers())
      .filter(({ Names }) => Names[0]?.includes('-broker-'))
      .map(({ Names, Id }) => [Names[0]?.slice(1) ?? '', Id]),
  );

/** How many copies each broker has, all of which must be in sync, with no limit left behind. */
async function copies(): Promise<Readonly<Record<number, number>>> {
  return await withAdmin(await kafka(), async (admin) => {
    const partitions = await viewPartitions(admin);
    expect(partitions.filter(({ replicas, isr }) => isr.length < replicas.length)).toEqual([]);
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const ids = checkout.manifest.brokers.map(({ id }) => id);
    expect(await throttlesOf(admin, topics, ids)).toEqual({ topics: [], brokers: [] });
    const counts: Record<number, number> = {};
    partitions.flatMap(({ replicas }) => replicas).forEach((id) => (counts[id] = (counts[id] ?? 0) + 1));
    return counts;
  });
}

const spread = (counts: Readonly<Record<number, number>>): number =>
  Math.max(...Object.values(counts)) - Math.min(...Object.values(counts));

describe('under load', () => {
  let load: Load;
  let before: Readonly<Record<string, string>>;

  beforeAll(async () => {
    // Enough to be amid a move for a while.
    for (let batch = 0; batch < 20; batch++) {
      await write(await kafka(), 'my-topic', ['x'.repeat(300_000)]);
    }
    before = await brokers();
    load = new Load(await kafka(), TOPIC, PARTITIONS);
  });

  test('a deployment that is killed while a fourth broker gets its share is finished by the next one, and replaces no other', async () => {
    declare('brokers: 3,', 'brokers: 4,');
    const killed = checkout.start('npm', ['run', '--silent', 'deploy', '--', '--throttle', '100KiB']);
    await withAdmin(await kafka(), async (admin) => {
      await until(async () => (await ongoingMoves(admin)).length > 0, {
        within: Duration.seconds(180),
        awaiting: 'copies to move',
      });
    });
    killed.kill();
    await killed.ended;
    const outcome = await checkout.npm('deploy');
    expectSuccess(outcome);
    expect(textOf(outcome)).toMatch(/moves that were begun before have ended|limits that were left behind are gone/);
    expect(await brokers()).toMatchObject(before);
    const counts = await copies();
    expect(Object.keys(counts)).toEqual(['1', '2', '3', '4']);
    expect(spread(counts)).toBeLessThanOrEqual(1);
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('a broker leaves once others have its copies, and its volume stays', async () => {
    declare('brokers: 4,', 'brokers: 3,');
    const outcome = await checkout.npm('deploy');
    expectSuccess(outcome);
    expect(textOf(outcome)).toContain(`kept with its data: ${NAME}-broker-4-data`);
    expect(await brokers()).toEqual(before);
    expect(spread(await copies())).toBeLessThanOrEqual(1);
  });

  test('a topic gets more copies, which Terraform alone refuses, and fewer again', async () => {
    declare(
      "'my-topic', { partitions: 3, replicationFactor: 2 }",
      "'my-topic', { partitions: 3, replicationFactor: 3 }",
    );
    expectSuccess(await checkout.npm('synth'));
    const passwords = `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
    const refused = await checkout.terraform(`${NAME}-resources`, 'plan', '-no-color', passwords);
    expect(refused.code).toBe(1);
    expect(textOf(refused).replace(/\s+/g, ' ')).toContain('[CopiesDiffer] topic my-topic: must have 3 copies');
    const factor = async (): Promise<readonly number[]> =>
      await withAdmin(await kafka(), async (admin) =>
        (await viewPartitions(admin, ['my-topic'])).map(({ replicas }) => replicas.length),
      );
    expectSuccess(await checkout.npm('deploy'));
    expect(await factor()).toEqual([3, 3, 3]);
    declare(
      "'my-topic', { partitions: 3, replicationFactor: 3 }",
      "'my-topic', { partitions: 3, replicationFactor: 2 }",
    );
    expectSuccess(await checkout.npm('deploy'));
    expect(await factor()).toEqual([2, 2, 2]);
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('no acknowledged record was lost', async () => {
    await load.stop();
    const verdict = verifyDelivery(load.sends, await recordsOf(await kafka(), TOPIC));
    expect(verdict.acknowledged).toBeGreaterThan(1_000);
    expect(verdict.violations).toEqual([]);
  });
});
