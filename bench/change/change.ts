/**
 * Changes of a running cluster, while two clients write: a roll of its brokers, beside Kafka's own floor (a controlled stop and a start of
 * one, until all copies are in sync), and a fourth broker that gets its share at a throttle.
 *
 *   npm run bench change
 */
import { Duration } from '../../model/units/duration';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { ongoingMoves } from '../../runtime/kafka/placements';
import { until } from '../../runtime/wait';
import { ChangingCluster } from '../../test/long/support/changing-cluster';
import type { Aim, Figures } from '../benchmark';
import { timed } from '../deploy/cold';

export const name = 'change';

export const aims: readonly Aim[] = [
  { figure: 'roll', title: 'a roll, for each broker, beside a stop and a start', unit: 'times', atMost: 3 },
  { figure: 'copied', title: 'what a new broker takes in a second, beside the throttle', unit: 'times', atLeast: 0.5 },
  {
    figure: 'kafkajs in a roll',
    title: 'the longest stall of kafkajs in a roll, to one partition',
    unit: 's',
    atMost: 10,
  },
  { figure: 'java in a roll', title: 'the same, of Kafka’s idempotent producer', unit: 's', atMost: 10 },
];

const NAME = 'benchchange';
const BROKERS = 3;
const THROTTLE_MIB = 2;
/** What there is of my-topic, in batches. */
const BATCHES = 100;
const BATCH_BYTES = 500_000;

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  for (let each = 1; each <= runs; each += 1) {
    const cluster = new ChangingCluster();
    try {
      await cluster.start(NAME, 16_092, { batches: BATCHES });
      measured(await change(cluster));
    } finally {
      await cluster.remove();
    }
  }
}

async function change(cluster: ChangingCluster): Promise<Figures> {
  const spans: Record<string, readonly [from: number, to: number]> = {};
  const during = async (what: string, work: () => Promise<void>): Promise<number> => {
    const from = Date.now();
    await work();
    const to = Date.now();
    spans[what] = [from, to];
    return (to - from) / 1_000;
  };
  const nothing = await timed(() => deploy(cluster));
  const floor = await during('a restart', () => restart(cluster));
  cluster.declare("'replica.fetch.backoff.ms'", "'log.cleaner.threads': 2, 'replica.fetch.backoff.ms'");
  const perBroker = ((await during('a roll', () => deploy(cluster))) - nothing) / BROKERS;
  cluster.declare('brokers: 3,', 'brokers: 4,');
  const watched = watchMoves(cluster);
  const grow = await during('growth', () => deploy(cluster, '--throttle', `${THROTTLE_MIB}MiB`));
  const seconds = await watched;
  const partitions = await viewPartitions(cluster.admin, ['my-topic']);
  const taken = partitions.filter(({ replicas }) => replicas.includes(BROKERS + 1)).length / partitions.length;
  const bytes = taken * BATCHES * BATCH_BYTES;
  const writers = Object.entries(await cluster.stopWriting());
  return {
    ...{ nothing, floor, perBroker, grow },
    roll: perBroker / floor,
    copied: bytes / seconds / (THROTTLE_MIB * 1024 * 1024),
    ...Object.fromEntries(
      writers.flatMap(([client, { longestStall }]) =>
        Object.entries(spans).map(([what, [from, to]]) => [`${client} in ${what}`, longestStall(from, to) / 1_000]),
      ),
    ),
  };
}

async function deploy(cluster: ChangingCluster, ...args: string[]): Promise<void> {
  await cluster.deploy(...args);
}

/** The least that it takes to restart a broker under control. */
async function restart(cluster: ChangingCluster): Promise<void> {
  const [broker = ''] = Object.values(await cluster.brokers());
  const container = cluster.checkout.engine.getContainer(broker);
  await container.stop({ t: 120 });
  await container.start();
  await cluster.copies();
}

/** Seconds from the first copy that moves to the last. */
async function watchMoves(cluster: ChangingCluster): Promise<number> {
  const looks = { within: Duration.minutes(15), every: Duration.milliseconds(100) };
  const moving = async (): Promise<boolean> => (await ongoingMoves(cluster.admin)).length > 0;
  await until(moving, { ...looks, awaiting: 'copies to move' });
  return await timed(async () => {
    await until(async () => !(await moving()), { ...looks, awaiting: 'all copies to have moved' });
  });
}
