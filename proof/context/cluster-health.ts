import { Duration } from '../../model/units/duration';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import type { ClusterManifest, ManifestBroker } from '../../model/manifest/manifest';
import { patient } from '../../runtime/patience';
import { bounded, until } from '../../runtime/wait';
import { isWhole, viewCluster, viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { severalSayYes } from '../../runtime/kafka/several-answers';
import type { ProofContext } from './proof-context';

/** The broker with an id. */
export function brokerOf(proof: ProofContext, id: number): ManifestBroker {
  const broker = proof.manifest.brokers.find((candidate) => candidate.id === id);
  if (broker === undefined) {
    throw new Error(`no broker ${id} in the manifest`);
  }
  return broker;
}

/**
 * Waits until every broker runs, answers for itself and is registered, and every replica of every topic is in sync. The
 * metadata alone would not do: they show a broker that was killed a moment ago as if nothing were.
 */
export async function awaitHealthyCluster(proof: ProofContext, within: Duration): Promise<void> {
  await until(async () => (await severalSayYes(() => looksHealthy(proof))) && (await everyBrokerLives(proof)), {
    within,
    awaiting: 'every broker registered and every replica in sync',
    signal: proof.signal,
  });
}

/** The cluster as one broker, chosen at random, sees it. */
async function looksHealthy({ admin, manifest }: ProofContext): Promise<boolean> {
  const { brokers } = await viewCluster(admin);
  return manifest.brokers.every(({ id }) => brokers.has(id)) && isHealthyView(manifest, await viewPartitions(admin));
}

/** Whether every replica is in sync; a view that lacks a declared topic is that of a broker that has yet to be told. */
export function isHealthyView(
  { topics }: Pick<ClusterManifest, 'topics'>,
  partitions: readonly PartitionView[],
): boolean {
  const known = new Set(partitions.map(({ topic }) => topic));
  return topics.every(({ name }) => known.has(name)) && partitions.every(isWhole);
}

async function everyBrokerLives({ admin, engines, manifest, signal }: ProofContext): Promise<boolean> {
  const states = await Promise.all(manifest.brokers.map(({ container }) => engines.container(container).inspect()));
  if (!states.every(({ State }) => State.Running && !State.Paused)) {
    return false;
  }
  await Promise.all(manifest.brokers.map(({ id }) => pingBroker(admin, id, signal)));
  return true;
}

/**
 * A broker answers for the configuration of its own id alone: asked at its advertised address, it proves who it is, and that it
 * lives now, which the metadata believe of a dead one until its session ends.
 */
export async function pingBroker(admin: Admin, id: number, signal: AbortSignal): Promise<void> {
  await bounded(
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.BROKER, name: String(id), configNames: ['broker.id'] }],
    }),
    { within: patient(15), awaiting: `broker ${id} to answer for its own configuration`, signal },
  );
}
