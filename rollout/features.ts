import type { FeatureLevels } from '../model/cluster/metadata-store';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LOG_FEATURE, UNTOLD_LEVEL } from '../model/metadata/kraft/kraft-features';
import { hasOneMinimum, MINIMUM } from '../model/moving/minimum-in-sync';
import { Duration } from '../model/units/duration';
import { featuresToRaise, usedFeatures } from '../runtime/kafka/feature-changes';
import { raiseFeatures } from '../runtime/kafka/feature-levels';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import { brokerSettings } from '../runtime/kafka/resource-settings';
import { askStandingBroker, standingAdministrator } from '../runtime/kafka/standing-brokers';
import { changeConfigs } from '../runtime/protocol/alter-configs';
import { until } from '../runtime/wait';

/** What only the quorum keeps, by names: levels of features, which never fall, and the cluster's {@link MINIMUM}. */
export type QuorumValues = Readonly<Record<string, number>>;

/** What has come of bringing a quorum to what is declared. */
export interface Settled {
  readonly done: QuorumValues;
  /** What was not to be done, though it is declared. */
  readonly left: QuorumValues;
}

const UNHEARD = 'no broker hands it on to the quorum';

/**
 * What the quorum has yet to keep of what is declared, as a broker tells.
 *
 * @throws Refused where none tells
 */
export async function dueValues(manifest: ClusterManifest, clients: string): Promise<QuorumValues> {
  const { features } = manifest.metadata;
  if (features === undefined) {
    return {};
  }
  const used = await usedFeatures(manifest, clients);
  return {
    ...featuresToRaise(features.levels, used),
    ...(hasOneMinimum(used) ? await dueMinimum(manifest, clients) : {}),
  };
}

/** What of some values is not among others. */
export const beyond = (values: QuorumValues, others: QuorumValues): QuorumValues =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => others[name] !== value));

/** For people. */
export const valuesText = (values: QuorumValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/**
 * Has the quorum keep what is declared, once all servers know that: features rise, which can't be undone. The quorum refuses it while a
 * server doesn't know a level.
 *
 * @param allowed what may be done at most; whatever is due otherwise
 * @throws OperationError `TimedOut`
 */
export async function settleFeatures(
  manifest: ClusterManifest,
  clients: string,
  allowed?: QuorumValues,
): Promise<Settled> {
  const due = await told(() => dueValues(manifest, clients));
  const left = allowed === undefined ? {} : beyond(due, allowed);
  const { [MINIMUM]: minimum, ...levels } = beyond(due, left);
  const done: Record<string, number> = { ...levels };
  await raise(manifest, clients, levels);
  // When the quorum begins to keep it, it takes what the leading controller's file says.
  const later = hasOneMinimum(levels) ? (await dueMinimum(manifest, clients))[MINIMUM] : minimum;
  if (later !== undefined) {
    await writeMinimum(manifest, clients, later);
    done[MINIMUM] = later;
  }
  return { done, left };
}

/**
 * Has single features rise, whatever else is due.
 *
 * @returns whether one had to
 * @throws OperationError `TimedOut`
 */
export async function settleFeature(
  manifest: ClusterManifest,
  clients: string,
  levels: FeatureLevels,
): Promise<boolean> {
  const used = await told(() => usedFeatures(manifest, clients));
  return await raise(manifest, clients, featuresToRaise(levels, used));
}

/**
 * Gives a quorum what it was to begin with, where it has lost that. Without it servers refuse requests that any cluster takes which is
 * declared, such as those about passwords: it can't wait for the end of a deployment, and nobody has to review it.
 *
 * @throws OperationError `TimedOut`
 */
export async function settleBeginning(manifest: ClusterManifest, clients: string): Promise<QuorumValues> {
  if (manifest.metadata.features === undefined) {
    return {};
  }
  const { [LOG_FEATURE]: level = 0 } = await told(() => usedFeatures(manifest, clients));
  return level > UNTOLD_LEVEL ? {} : (await settleFeatures(manifest, clients)).done;
}

/** What a broker tells of the quorum, once one does. @throws OperationError `TimedOut` */
const told = async <T extends object>(ask: () => Promise<T>): Promise<T> =>
  await until(ask, { within: Duration.seconds(60), awaiting: 'a broker to tell which features are in use' });

/** @returns whether anything was due */
async function raise(manifest: ClusterManifest, clients: string, due: FeatureLevels): Promise<boolean> {
  if (Object.keys(due).length === 0) {
    return false;
  }
  await until(
    async () => {
      await askStandingBroker({ manifest, clients }, (frames) => raiseFeatures(frames, due), UNHEARD);
      return true;
    },
    { within: Duration.seconds(120), awaiting: 'the quorum to let the features rise' },
  );
  // A broker tells what it has heard of, a moment later.
  await until(async () => Object.keys(featuresToRaise(due, await usedFeatures(manifest, clients))).length === 0, {
    within: Duration.seconds(60),
    awaiting: 'a broker to tell that the features have risen',
  });
  return true;
}

/**
 * The cluster's `min.insync.replicas`, where it is another one than declared: the quorum keeps it when replicas are elected that were in
 * sync last (KIP-966), and what brokers' files say of it counts no more.
 */
async function dueMinimum(manifest: ClusterManifest, clients: string): Promise<QuorumValues> {
  const [broker] = manifest.brokers;
  const declared = broker?.settings[MINIMUM];
  if (broker === undefined || declared === undefined) {
    return {};
  }
  const kafka = await standingAdministrator(manifest, clients);
  const wait = { within: Duration.seconds(30), awaiting: `what broker ${broker.id} goes by` };
  const found = await withAdmin(kafka, (admin) => brokerSettings(admin, [broker.id], [MINIMUM], wait));
  return found.get(broker.id)?.get(MINIMUM)?.configValue === declared ? {} : { [MINIMUM]: Number(declared) };
}

/** Only when it is another one: each write has the quorum forget which replicas were in sync last. */
async function writeMinimum(manifest: ClusterManifest, clients: string, minimum: number): Promise<void> {
  const change = { type: 'broker', name: '', settings: { [MINIMUM]: String(minimum) } } as const;
  await askStandingBroker({ manifest, clients }, (frames) => changeConfigs(frames, [change]), UNHEARD);
  await until(async () => Object.keys(await dueMinimum(manifest, clients)).length === 0, {
    within: Duration.seconds(60),
    awaiting: `a broker to go by ${MINIMUM} ${minimum}`,
  });
}
