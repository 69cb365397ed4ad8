import type Docker from 'dockerode';
import type { Kafka } from 'kafkajs';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LABELS } from '../model/names/names';
import { Duration } from '../model/units/duration';
import { ask } from '../runtime/engine/engine';
import { manifestPath, readManifest } from '../runtime/files/manifest-file';
import { administrator, administratorOf } from '../runtime/kafka/kafka-admin';
import { awaitRegistered } from '../runtime/kafka/readiness';
import { TimedOut } from '../runtime/wait';
import type { ClusterPlace } from './cluster-place';
import { remove } from './removal';
import { TestKafka } from './test-kafka';

/** One that runs, and does not answer for as long, is made anew. */
const ANSWER_WITHIN = Duration.seconds(30);

/** The cluster of a place, where it runs and lets in. */
export async function findRunning(engine: Docker, place: ClusterPlace): Promise<TestKafka | undefined> {
  // Before all else: from now on nobody takes it for forgotten.
  if (!(await place.touch())) {
    return undefined;
  }
  const known = await readFiles(engine, place);
  if (known === undefined) {
    return undefined;
  }
  const { manifest, kafka, handle } = known;
  const containers = await ask(
    'containers',
    engine.listContainers({ filters: { label: [`${LABELS.testing}=${place.name}`] } }),
  );
  const names = containers.flatMap(({ Names }) => Names.map((name) => name.slice(1)));
  const servers = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  if (!servers.every((server) => names.includes(server))) {
    return undefined;
  }
  try {
    await awaitRegistered(kafka, manifest, { within: ANSWER_WITHIN });
  } catch (error) {
    if (error instanceof TimedOut) {
      return undefined;
    }
    throw error;
  }
  // Whoever has begun to remove it meanwhile has taken the mark away.
  return (await place.touch()) ? handle : undefined;
}

interface Known {
  readonly manifest: ClusterManifest;
  readonly kafka: Kafka;
  readonly handle: TestKafka;
}

/** What a place's files say; undefined where one is missing, or is another version's: such a cluster is made anew. */
async function readFiles(engine: Docker, place: ClusterPlace): Promise<Known | undefined> {
  try {
    const manifest = await readManifest(manifestPath(place.name, place.folder));
    const [kafka, handle] = await Promise.all([
      administrator(manifest, place.clients, { retries: 0 }),
      handleFor(engine, place, manifest, { reused: true, reusable: true }),
    ]);
    return { manifest, kafka, handle };
  } catch {
    return undefined;
  }
}

/** What a suite uses a cluster by. */
export const handleFor = (
  engine: Docker,
  place: ClusterPlace,
  manifest: ClusterManifest,
  { reused, reusable }: { readonly reused: boolean; readonly reusable: boolean },
): Promise<TestKafka> =>
  TestKafka.of({
    ...{ reused, reusable },
    name: place.name,
    clients: place.clients,
    users: manifest.users.map(({ name }) => name),
    administrator: administratorOf(manifest),
    remove: () => remove(engine, place),
  });
