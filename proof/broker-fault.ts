import type { ManifestBroker } from '../constructs/private/manifest';
import { until, type Span } from '../tools/clients/wait';
import { isWhole, viewCluster, viewPartitions } from './cluster-view';
import { killServer } from './outage';
import { askForOwnId } from './own-id';
import type { Proof } from './proof';

/** A broker that was killed, and how it is brought back. */
export interface KilledBroker {
  readonly broker: ManifestBroker;
  /** Starts it again. */
  readonly start: () => Promise<void>;
}

/** The broker with an id. */
export function brokerOf(proof: Proof, id: number): ManifestBroker {
  const broker = proof.manifest.brokers.find((candidate) => candidate.id === id);
  if (broker === undefined) {
    throw new Error(`no broker ${id} in the manifest`);
  }
  return broker;
}

/** SIGKILL for a broker. */
export async function killBroker(proof: Proof, id: number): Promise<KilledBroker> {
  const broker = brokerOf(proof, id);
  return { broker, start: (await killServer(proof, broker.container)).end };
}

/**
 * Waits until every broker runs, answers for itself and is registered, and every replica of every topic is in sync. The
 * metadata alone would not do: they show a broker that was killed a moment ago as if nothing were.
 */
export async function awaitWhole(proof: Proof, within: Span): Promise<void> {
  const { admin, engine, manifest, signal } = proof;
  await until(
    async () => {
      const states = await Promise.all(
        manifest.brokers.map(({ container }) => engine.getContainer(container).inspect()),
      );
      if (!states.every(({ State }) => State.Running)) {
        return false;
      }
      const { brokers } = await viewCluster(admin);
      const registered = manifest.brokers.every(({ id }) => brokers.has(id));
      if (!registered || !(await viewPartitions(admin)).every(isWhole)) {
        return false;
      }
      await Promise.all(manifest.brokers.map(({ id }) => askForOwnId(admin, id, signal)));
      return true;
    },
    { within, awaiting: 'every broker registered and every replica in sync', signal },
  );
}
