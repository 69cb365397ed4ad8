import { FaultError } from '../constructs/private/fault';
import type { ManifestBroker } from '../constructs/private/manifest';
import { ask, statusOf } from '../tools/clients/engine';
import { bounded, until, type Span } from '../tools/clients/wait';
import { isWhole, viewCluster, viewPartitions } from './cluster-view';
import { askForOwnId } from './own-id';
import type { Proof } from './proof';

/** A broker that was killed, and how it is brought back. */
export interface KilledBroker {
  readonly broker: ManifestBroker;
  /** Starts it again; Docker's restart policy leaves a container alone that was killed through its API. */
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

/** SIGKILL: no time to move a leader, to leave the ensemble or to write anything. */
export async function killBroker(proof: Proof, id: number): Promise<KilledBroker> {
  const broker = brokerOf(proof, id);
  const container = proof.engine.getContainer(broker.container);
  const start = proof.undo.note(`broker ${id} (${broker.container}) running again`, async () => {
    await ensureRunning(proof, broker.container);
  });
  await ask(broker.container, bounded(container.kill({ signal: 'SIGKILL' }), { within: '20s', awaiting: 'a kill' }));
  return { broker, start };
}

async function ensureRunning(proof: Proof, name: string): Promise<void> {
  const container = proof.engine.getContainer(name);
  // A kill that is still under way ends before the start; a container that runs answers 304.
  const state = await until(
    async () => {
      try {
        await container.start();
      } catch (error) {
        if (statusOf(error) === 404) {
          return 'gone';
        }
        if (statusOf(error) !== 304) {
          throw error;
        }
      }
      return (await container.inspect()).State.Running && 'running';
    },
    { within: '40s', awaiting: `container ${name} running` },
  );
  if (state === 'gone') {
    throw new FaultError({
      code: 'ContainerGone',
      subject: name,
      rule: 'must not be removed while a proof is under way',
      remedy: 'run npm run deploy, unless the cluster was destroyed on purpose',
    });
  }
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
