import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LABELS } from '../model/names/names';
import { Duration } from '../model/units/duration';
import { allEnded } from '../runtime/all-ended';
import { fetchClients, isGivenPassword } from '../runtime/credentials/fetch';
import { manifestPath, readManifest } from '../runtime/files/manifest-file';
import { writePrivately } from '../runtime/files/private-file';
import { administrator } from '../runtime/kafka/kafka-admin';
import { awaitRegistered } from '../runtime/kafka/readiness';
import { applyResources, type Passwords } from './apply-resources';
import { ClusterPlace } from './cluster-place';
import { STACKS, synthesizeTestCluster } from './declared';
import { type EnginePlan, enginePlan } from './engine-plan';
import { isPortTaken, makeContainer, makeGround, provideImages, removeCluster, runStep } from './engine-work';
import { type HeldPorts, holdPorts } from './free-ports';
import type { TestKafkaProps } from './test-kafka-props';

/** How often other ports are tried, where somebody took one of them at the last moment. */
const TRIES = 3;

/** Makes a declared cluster, from an empty engine until everyone can log in. Terraform has no part in it. */
export async function makeCluster(
  engine: Docker,
  place: ClusterPlace,
  props: TestKafkaProps,
  within: Duration,
): Promise<ClusterManifest> {
  for (let tries = 1; ; tries++) {
    await place.markIncomplete();
    await removeCluster(engine, place.name);
    await place.empty({ owned: props.reuse === false });
    const { brokers = 1 } = props;
    const ports = await holdPorts(2 * brokers);
    try {
      return await makeAt(engine, place, props, { ports, brokers, within });
    } catch (error) {
      // What goes wrong in that would hide why the cluster can't be made; the next start removes what is left.
      await removeCluster(engine, place.name).catch(() => undefined);
      if (tries === TRIES || !isPortTaken(error)) {
        throw error;
      }
    } finally {
      await ports.release();
    }
  }
}

interface Making {
  readonly ports: HeldPorts;
  readonly brokers: number;
  readonly within: Duration;
}

async function makeAt(
  engine: Docker,
  place: ClusterPlace,
  props: TestKafkaProps,
  { ports, brokers, within }: Making,
): Promise<ClusterManifest> {
  const at = { mtls: ports.first, scram: ports.first + brokers };
  synthesizeTestCluster(props, { name: place.name, outFolder: place.folder, ports: at });
  const manifest = await readManifest(manifestPath(place.name, place.folder));
  const passwords = await makePasswords(manifest, place);
  const planOf = async (stack: string): Promise<EnginePlan> =>
    enginePlan(await readFile(path.join(place.folder, 'stacks', stack, 'cdk.tf.json'), 'utf8'), {
      [LABELS.testing]: place.name,
      [LABELS.testingHome]: ClusterPlace.home(),
    });
  const [base, cluster] = await Promise.all([planOf(STACKS.base), planOf(STACKS.cluster)]);
  await provideImages(engine, base.images);
  await makeGround(engine, base);
  // Each works in volumes of its own, and new ones hold nothing that one of them would refuse.
  // What fails is removed once all have ended: nothing is made beside that.
  const [servers] = await allEnded([
    allEnded(cluster.containers.map((planned) => makeContainer(engine, planned))),
    ...base.containers.map((planned) => runStep(engine, planned)),
  ]);
  await ports.release();
  await allEnded([
    ...servers.map((server) => server.start()),
    fetchClients(manifest, { outFolder: place.clients, passwordsFile: place.passwords }),
  ]);
  const kafka = await administrator(manifest, place.clients, { retries: 0 });
  await awaitRegistered(kafka, manifest, { within });
  const patient = await administrator(manifest, place.clients);
  await applyResources(manifest, { kafka: patient, clients: place.clients, passwords });
  return manifest;
}

async function makePasswords(manifest: ClusterManifest, place: ClusterPlace): Promise<Passwords> {
  const passwords = Object.fromEntries(
    manifest.users.filter(isGivenPassword).map(({ name }) => [name, randomBytes(24).toString('base64url')]),
  );
  await writePrivately(place.passwords, JSON.stringify({ passwords }));
  return passwords;
}
