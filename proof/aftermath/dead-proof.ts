import { counted } from '../../model/formats/counted';
import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { fetchClients } from '../../runtime/credentials/fetch';
import { ifThere } from '../../runtime/engine/engine';
import type { Engines } from '../../runtime/engine/engines';
import { administrator, administratorOf, withAdmin } from '../../runtime/kafka/kafka-admin';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { patient } from '../../runtime/patience';
import { explain, pause, until } from '../../runtime/wait';
import { removeLeftovers } from './leftovers';
import { buryProof, describe, findProver, type DeadProof } from './proof-mark';
import { restoreServer } from './server-state';

export interface SettleOptions {
  /** Folder for the administrator’s files, which are fetched; without it nothing is looked for in the cluster itself. */
  readonly clientsFolder?: string | undefined;
  /** Whether to await the end of a proof that is under way. */
  readonly awaitEnd: boolean;
  /** Told what goes on. */
  readonly progress: (line: string) => void;
}

/**
 * Sees that no proof has its hands in a cluster: awaits the end of one that is under way, and puts back what one has left that was
 * killed. Whoever is about to look at a cluster, or to change it, calls this first.
 *
 * @returns what a killed proof had left and what was done about it, for people; nothing where there was none
 */
export async function settleProofs(
  engines: Engines,
  manifest: ClusterManifest,
  { clientsFolder, awaitEnd, progress }: SettleOptions,
): Promise<readonly string[]> {
  let found = await findProver(engines, manifest.name);
  if (awaitEnd && found?.lives === true && found.prover !== undefined) {
    progress(`a proof is under way (${describe(found.prover)}): awaiting its end`);
    while (found?.lives === true) {
      await pause(Duration.seconds(1));
      found = await findProver(engines, manifest.name);
    }
  }
  if (found?.lives !== false) {
    return [];
  }
  const said: string[] = [];
  await buryProof(engines, found.prover, async (dead) => {
    said.push(headline(dead));
    progress(headline(dead));
    said.push(...(await restoreServers(engines, manifest, dead)));
    said.push(...(clientsFolder === undefined ? [] : await cleanCluster(manifest, clientsFolder)));
  });
  return said;
}

/** What is said before a dead proof’s deeds are undone. */
export const headline = (dead: DeadProof): string =>
  `a proof was killed (${describe(dead)}), and what it has left is put back`;

/**
 * Puts every server back as it stood before a dead proof, and takes its containers away. One that can’t be is told, and stops nothing.
 *
 * @throws OperationError `EngineUnreachable` before anything is done where a host does not answer: who is told of it later knows no more how its servers stood
 */
export async function restoreServers(
  engines: Engines,
  manifest: Pick<ClusterManifest, 'name' | 'images'>,
  dead: DeadProof,
): Promise<readonly string[]> {
  await engines.ping();
  const said: string[] = [];
  await Promise.all(
    dead.servers.map(async (server) => {
      try {
        said.push(...(await restoreServer({ engines, manifest }, server)));
      } catch (error) {
        said.push(`${server.container} could not be put back: ${explain(error)}`);
      }
    }),
  );
  const swept = await engines.sweepHelpers(manifest.name, { role: 'proof' });
  return swept === 0 ? said : [...said, `${counted(swept, 'container')} of the proof removed`];
}

/**
 * Waits for servers that were put back, so that whoever looks at them next finds them as they are declared.
 *
 * @param registered Waits until every broker is registered: one that was paused serves before it is again
 */
export async function awaitServers(
  engines: Engines,
  dead: Pick<DeadProof, 'servers'>,
  registered: () => Promise<void>,
): Promise<readonly string[]> {
  const ran = dead.servers.filter(({ running, paused }) => running && !paused);
  const serves = async ({ container }: DeadProof['servers'][number]): Promise<boolean> => {
    const found = await ifThere(engines.container(container).inspect());
    return found?.State.Health === undefined || found.State.Health.Status === 'healthy';
  };
  try {
    await until(async () => (await Promise.all(ran.map(serves))).every(Boolean), {
      within: patient(90),
      awaiting: 'the servers that were put back to serve',
    });
    if (ran.length > 0) {
      await registered();
    }
    return [];
  } catch (error) {
    return [explain(error)];
  }
}

/** Topics and the like. A cluster that does not answer keeps them until the next proof, which removes them first of all. */
async function cleanCluster(manifest: ClusterManifest, clientsFolder: string): Promise<readonly string[]> {
  try {
    await fetchClients(manifest, { outFolder: clientsFolder, users: [administratorOf(manifest)] });
    await awaitBrokers(manifest, { clientsFolder, within: Duration.seconds(90) });
    const kafka = await administrator(manifest, clientsFolder);
    // A broker that has just come back may be asked that does not answer yet.
    const removed = await until(
      () => withAdmin(kafka, (admin) => removeLeftovers({ admin, manifest, clients: clientsFolder })),
      { within: Duration.seconds(60), awaiting: 'the cluster to be cleared of what the proof has left' },
    );
    return removed.map((what) => `${what} removed`);
  } catch (error) {
    return [`what it has left in the cluster itself stays until the next proof: ${explain(error)}`];
  }
}
