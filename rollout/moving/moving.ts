import type { Admin } from 'kafkajs';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { minimaToLower, minimaToSettle } from '../../model/moving/minimum-in-sync';
import {
  type Move,
  movesText,
  mustMove,
  partitionName,
  planMoves,
  type PartitionPlacement,
} from '../../model/moving/plan-moves';
import { afterMoves, type ReviewedMove, reviewedMoves, unwantedMoves } from '../../model/moving/reviewed-moves';
import { type DeclaredPlacement, isLimitedAsDeclared, wantedPlacement } from '../../model/moving/wanted-placement';
import { Duration } from '../../model/units/duration';
import { OperationError, type Violation } from '../../model/violation';
import { type PartitionView, viewPartitions } from '../../runtime/kafka/cluster-view';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { standingAdministrator } from '../../runtime/kafka/standing-brokers';
import {
  agreedPartitions,
  minimaOf,
  type OngoingMove,
  ongoingMoves,
  throttlesOf,
} from '../../runtime/kafka/placements';
import { explain, TimedOut, until } from '../../runtime/wait';
import { KafkaTools, type PartitionSizes } from './kafka-tools';
import { setMinima } from './minima';
import { absentViolations, unplaceableViolations, unreviewedViolations } from './unplaceable';

/** Where copies are moved, and how fast. */
export interface MovingEnvironment {
  readonly manifest: ClusterManifest;
  /** Folder of all users' files, once the administrator's are in it. */
  readonly clientsFolder: () => Promise<string>;
  /** Bytes a second that each broker sends, and takes, for copies that move. */
  readonly throttle: number;
  /** Moves that somebody has reviewed: those are done, and no others. By default whatever is needed is done. */
  readonly reviewed?: readonly ReviewedMove[];
  /** Told what is about to be done. */
  readonly show: (shown: ShownMoves) => void;
  readonly progress: (line: string) => void;
}

/** What is about to be done. */
export interface ShownMoves {
  readonly moves: readonly Move[];
  readonly sizes: PartitionSizes;
  readonly throttle: number;
}

/** How long the brokers may take to agree with each other. */
const AGREED = Duration.seconds(60);
const CAUGHT_UP = Duration.seconds(30);
/** However little there is to copy, a broker may have to start first. */
const LEAST_PATIENCE = Duration.minutes(10);
const PATIENCE = 4;
/** How long is waited for copies that take so many seconds at the limit. */
export const patienceFor = (seconds: number): Duration =>
  Duration.seconds(Math.max(LEAST_PATIENCE.seconds, Math.ceil(PATIENCE * seconds)));

/**
 * What is to be done before the cluster is as it is declared: whether copies have to move.
 *
 * @throws OperationError `CopiesNotPlaceable`; of reviewed moves `PlanStale`, `PlanExceeded`
 */
export async function needsMoves(
  environment: Pick<MovingEnvironment, 'manifest' | 'clientsFolder' | 'reviewed'>,
): Promise<boolean> {
  const { manifest, reviewed } = environment;
  return await asAdministrator(environment, async (admin) => {
    const placements = await placementsOf(admin);
    OperationError.throwIfAny(unplaceableViolations(manifest, placements));
    const wanted = wantedPlacement(manifest, placements, 'needed');
    const begun = await ongoingMoves(admin);
    const left =
      reviewed === undefined
        ? mustMove(placements, wanted) || planMoves(placements, wanted).length > 0
        : leftOf(reviewed, manifest, afterMoves(placements, begun, manifest.brokers)).length > 0;
    return left || begun.length > 0 || (await isThrottled(admin, manifest, placements));
  });
}

/**
 * What a deployment would move that begins now, once what moves already has ended; nothing is touched.
 *
 * @throws OperationError `CopiesNotPlaceable`
 */
export async function movesToCome(
  environment: Pick<MovingEnvironment, 'manifest' | 'clientsFolder' | 'throttle'>,
): Promise<ShownMoves> {
  const { manifest, throttle } = environment;
  return await asAdministrator(environment, async (admin) => {
    const placements = afterMoves(await placementsOf(admin), await ongoingMoves(admin), manifest.brokers);
    OperationError.throwIfAny(unplaceableViolations(manifest, placements));
    const moves = planMoves(placements, wantedPlacement(manifest, placements, 'needed'));
    const sizes =
      moves.length === 0
        ? new Map<string, number>()
        : await KafkaTools.during(manifest, await environment.clientsFolder(), (tools) => tools.sizes(topicsOf(moves)));
    return { moves, sizes, throttle };
  });
}

/** What of reviewed moves is yet to be done. @throws OperationError `PlanStale`, `PlanExceeded` */
function leftOf(
  reviewed: readonly ReviewedMove[],
  manifest: ClusterManifest,
  placements: readonly PartitionPlacement[],
): readonly Move[] {
  const left = reviewedMoves(reviewed, placements, wantedPlacement(manifest, placements, 'needed'));
  OperationError.throwIfAny(unreviewedViolations(left));
  return left.moves;
}

/**
 * Moves copies to where they belong, by Kafka's own tool. What was begun before, by whoever was cut off, comes to its end first, at the speed that is
 * asked for now; what goes to brokers that are declared no more is called off. Its limits are taken away. Then what is to fall falls, the copies move, and their limits are taken away.
 *
 * @param scope as of {@link wantedPlacement}
 * @returns what was done, for people
 * @throws OperationError `CopiesNotPlaceable`, `BrokerAbsent`, `PlanStale`, `PlanExceeded` before anything is touched, `MovesNotDone`
 */
export async function moveCopies(environment: MovingEnvironment, scope: 'all' | 'needed'): Promise<string> {
  const { manifest, reviewed } = environment;
  return await asAdministrator(environment, async (admin) => {
    const done: string[] = [];
    const begun = await ongoingMoves(admin);
    if (begun.length > 0) {
      done.push(await finish(admin, environment, begun));
    }
    const placements = await placementsOf(admin);
    OperationError.throwIfAny(unplaceableViolations(manifest, placements));
    if (await isThrottled(admin, manifest, placements)) {
      await freeOf(admin, environment, placements);
      done.push('limits that were left behind are gone');
    }
    const moves =
      reviewed === undefined
        ? planMoves(placements, wantedPlacement(manifest, placements, scope))
        : leftOf(reviewed, manifest, placements);
    if (moves.length > 0) {
      OperationError.throwIfAny(absentViolations(moves, await registeredBrokers(admin)));
      done.push(await carryOut(admin, environment, placements, moves));
    }
    return (
      done.join('; ') || (reviewed === undefined ? 'every partition is where it belongs' : 'as they were reviewed')
    );
  });
}

/**
 * What comes last: Kafka's own topics get the brokers' `min.insync.replicas`, and each partition is led by the first of its
 * brokers again.
 */
export async function settle(environment: Omit<MovingEnvironment, 'show' | 'throttle'>): Promise<string> {
  return await asAdministrator(environment, async (admin) => {
    const placements = await placementsOf(admin);
    const { manifest } = environment;
    const found = await minimaOf(admin, topicsOf(placements));
    const minima = minimaToSettle(manifest, placements, found, manifest.metadata.features?.levels);
    const isLed = placements.every(isPreferred);
    if (minima.length === 0 && isLed) {
      return 'as they should be';
    }
    const clients = await environment.clientsFolder();
    await setMinima({ manifest, clients }, minima);
    const led = isLed || (await KafkaTools.during(manifest, clients, (tools) => elect(admin, tools)));
    return [
      ...minima.map(({ topic }) => `min.insync.replicas of ${topic}`),
      ...(isLed ? [] : [led ? 'leaders' : 'some leaders are left to Kafka, which does it in 5 minutes']),
    ].join(', ');
  });
}

const isPreferred = ({ leader, replicas: [preferred] }: PartitionView): boolean => leader === preferred;

/** A broker that has just come back leads again once it has caught up: one that takes long is left to Kafka. */
async function elect(admin: Admin, tools: KafkaTools): Promise<boolean> {
  try {
    await until(
      async () =>
        (await viewPartitions(admin)).every(
          (each) => isPreferred(each) || each.replicas.slice(0, 1).every((preferred) => each.isr.includes(preferred)),
        ),
      { within: CAUGHT_UP, awaiting: 'brokers to catch up that are to lead' },
    );
    await tools.electPreferred();
    return true;
  } catch (error) {
    explain(error);
    return false;
  }
}

/** Has moves that were begun before come to their end. */
async function finish(admin: Admin, environment: MovingEnvironment, begun: readonly OngoingMove[]): Promise<string> {
  const { manifest, throttle, progress } = environment;
  const unwanted = unwantedMoves(begun, manifest.brokers);
  const wanted = begun.filter((move) => !unwanted.includes(move));
  const seconds = await KafkaTools.during(manifest, await environment.clientsFolder(), async (tools) => {
    if (unwanted.length > 0) {
      progress(`calling off ${counted(unwanted.length, 'move')} to brokers that are declared no more`);
      await tools.cancel(unwanted);
    }
    if (wanted.length > 0) {
      progress(`awaiting the end of ${counted(wanted.length, 'move that was', 'moves that were')} begun before`);
      const sizes = await tools.sizes(topicsOf(wanted));
      await tools.execute(wanted, throttle);
      return secondsOf(wanted, sizes, throttle);
    }
    return 0;
  });
  await awaitEnd(admin, patienceFor(seconds), progress);
  return 'moves that were begun before have ended';
}

async function carryOut(
  admin: Admin,
  environment: MovingEnvironment,
  placements: readonly PartitionView[],
  moves: readonly Move[],
): Promise<string> {
  const { manifest, throttle, progress } = environment;
  const targets = moves.map(({ topic, partition, to: replicas }) => ({ topic, partition, replicas }));
  const lowered = minimaToLower(manifest, placements, await minimaOf(admin, topicsOf(placements)));
  const clients = await environment.clientsFolder();
  const seconds = await KafkaTools.during(manifest, clients, async (tools) => {
    const sizes = await tools.sizes(topicsOf(moves));
    environment.show({ moves, sizes, throttle });
    await setMinima({ manifest, clients }, lowered);
    await tools.execute(targets, throttle);
    return secondsOf(moves, sizes, throttle);
  });
  await awaitEnd(admin, patienceFor(seconds), progress);
  await freeOf(admin, environment, await placementsOf(admin));
  const misplaced = differing(targets, await placementsOf(admin));
  if (misplaced.length > 0) {
    throw new OperationError(notDone(`${counted(misplaced.length, 'partition')}, such as ${misplaced[0] ?? ''}`));
  }
  return movesText(moves);
}

/** How long the busiest broker takes at the limit. */
export function secondsOf(
  moves: readonly Pick<Move, 'topic' | 'partition' | 'added'>[],
  sizes: PartitionSizes,
  throttle: number,
): number {
  const taken = new Map<number, number>();
  for (const move of moves) {
    const size = sizes.get(partitionName(move)) ?? 0;
    move.added.forEach((id) => taken.set(id, (taken.get(id) ?? 0) + size));
  }
  return Math.max(0, ...taken.values()) / throttle;
}

/** Awaits that nothing moves any more; Kafka goes on by itself, whoever is cut off here. */
async function awaitEnd(admin: Admin, within: Duration, progress: MovingEnvironment['progress']): Promise<void> {
  let said = 0;
  try {
    await until(
      async () => {
        const left = (await ongoingMoves(admin)).length;
        if (left !== said && left > 0) {
          said = left;
          progress(`${counted(left, 'partition is', 'partitions are')} yet to be copied`);
        }
        return left === 0;
      },
      { within, awaiting: 'all partitions to be where they belong', every: Duration.milliseconds(500) },
    );
  } catch (error) {
    throw error instanceof TimedOut
      ? new OperationError(notDone(counted(said, 'partition that moves still', 'partitions that move still')))
      : error;
  }
}

/** Refusal of moves that take longer than they may. */
export const notDone = (value: string): Violation => ({
  code: 'MovesNotDone',
  subject: 'the brokers',
  rule: 'must have moved all copies in four times the time that they take at the throttle, and 10 minutes at least',
  value,
  remedy:
    'see that all brokers run and that copies may move faster than clients write; npm run deploy -- --throttle 100MiB goes on from there, and so does ' +
    'npm run rebalance -- --throttle 100MiB',
});

/** Takes limits away that moves have left, and sees that they are gone. */
async function freeOf(
  admin: Admin,
  environment: MovingEnvironment,
  placements: readonly PartitionView[],
): Promise<void> {
  const { manifest, clientsFolder } = environment;
  const { topics } = await throttles(admin, manifest, placements);
  // Those of brokers go with whatever partition is named.
  const named = placements.filter(({ topic }, index) => topics.includes(topic) || index === 0);
  await KafkaTools.during(manifest, await clientsFolder(), (tools) => tools.removeThrottles(named));
  await until(async () => !(await isThrottled(admin, manifest, placements)), {
    within: Duration.seconds(30),
    awaiting: 'the limits of moves to be gone',
  });
}

/** What moves have left behind: what is declared is none of it. */
async function throttles(
  admin: Admin,
  declared: DeclaredPlacement,
  placements: readonly PartitionView[],
): ReturnType<typeof throttlesOf> {
  return await throttlesOf(
    admin,
    topicsOf(placements).filter((topic) => !isLimitedAsDeclared(declared, topic)),
    await registeredBrokers(admin),
  );
}

async function isThrottled(
  admin: Admin,
  declared: DeclaredPlacement,
  placements: readonly PartitionView[],
): Promise<boolean> {
  const { topics, brokers } = await throttles(admin, declared, placements);
  return topics.length + brokers.length > 0;
}

async function registeredBrokers(admin: Admin): Promise<readonly number[]> {
  const { brokers } = await admin.describeCluster();
  return brokers.map(({ nodeId }) => nodeId);
}

/** Partitions that are not where they were to go. */
function differing(targets: readonly PartitionPlacement[], now: readonly PartitionView[]): readonly string[] {
  const places = new Map(now.map((view) => [partitionName(view), view.replicas.join()]));
  return targets
    .map((target) => [partitionName(target), target.replicas.join()] as const)
    .filter(([name, replicas]) => (places.get(name) ?? replicas) !== replicas)
    .map(([name]) => name);
}

const topicsOf = (placements: readonly { readonly topic: string }[]): readonly string[] => [
  ...new Set(placements.map(({ topic }) => topic)),
];

async function placementsOf(admin: Admin): Promise<readonly PartitionView[]> {
  return await until(() => agreedPartitions(admin), {
    within: AGREED,
    awaiting: 'the brokers to agree where partitions are',
  });
}

async function asAdministrator<T>(
  { manifest, clientsFolder }: Pick<MovingEnvironment, 'manifest' | 'clientsFolder'>,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const kafka = await standingAdministrator(manifest, await clientsFolder(), { clientId: 'cdktf-kafka-moves' });
  return await withAdmin(kafka, work);
}
