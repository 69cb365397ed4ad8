import { createRequire } from 'node:module';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LABELS } from '../model/names/names';
import { Duration } from '../model/units/duration';
import { ask, openEngine } from '../runtime/engine/engine';
import { exclusively } from '../runtime/files/lock';
import { manifestPath, readManifest } from '../runtime/files/manifest-file';
import { administrator, administratorOf } from '../runtime/kafka/kafka-admin';
import { awaitRegistered } from '../runtime/kafka/readiness';
import { TimedOut } from '../runtime/wait';
import { ClusterPlace } from './cluster-place';
import { removeCluster } from './engine-work';
import type * as Making from './make-cluster';
import { TestKafka } from './test-kafka';
import type { TestKafkaProps } from './test-kafka-props';

/** Not `import()`, which Jest has not without a flag of Node's. */
const load = createRequire(__filename);

/** One that runs, and does not answer for as long, is made anew. */
const ANSWER_WITHIN = Duration.seconds(30);

/**
 * Starts a secured cluster for tests on this machine's Docker engine, or takes the one that runs already and was declared alike: by this
 * process, by others beside it, or by an earlier run.
 *
 * @throws ValidationError as the constructs do, and `TopicOfTestMissing`
 * @throws OperationError `EngineUnreachable`, `ImageUnavailable`, `PortsTaken`, `StepFailed`, `TimedOut`
 */
export async function startKafka(props: TestKafkaProps = {}): Promise<TestKafka> {
  const place = ClusterPlace.of(props);
  const engine = openEngine();
  const running = await findRunning(engine, place);
  if (running !== undefined) {
    return await handleFor(engine, place, running, { reused: true, reusable: true });
  }
  return await exclusively(place.lock, {}, async () => {
    // Another process may have made it meanwhile.
    const made = await findRunning(engine, place);
    if (made !== undefined) {
      return await handleFor(engine, place, made, { reused: true, reusable: true });
    }
    const { reuse = true, startSeconds = 120 } = props;
    await removeForgotten(engine, place);
    // Loaded when one is made: what declares it takes longer to load than a cluster that runs takes to answer.
    const { makeCluster } = load('./make-cluster') as typeof Making;
    const manifest = await makeCluster(engine, place, props, Duration.seconds(startSeconds));
    if (!reuse) {
      await place.own();
    }
    return await handleFor(engine, place, manifest, { reused: false, reusable: reuse });
  });
}

/**
 * Removes every test cluster that this machine has on its engine, whoever uses it.
 *
 * @throws OperationError `EngineUnreachable`
 */
export async function removeTestClusters(): Promise<void> {
  const engine = openEngine();
  await Promise.all((await ClusterPlace.all()).map((place) => remove(engine, place)));
}

async function findRunning(engine: Docker, place: ClusterPlace): Promise<ClusterManifest | undefined> {
  if (!place.isComplete) {
    return undefined;
  }
  const [manifest, containers] = await Promise.all([
    readManifest(manifestPath(place.name, place.folder)),
    ask('containers', engine.listContainers({ filters: { label: [`${LABELS.testing}=${place.name}`] } })),
  ]);
  const names = containers.flatMap(({ Names }) => Names.map((name) => name.slice(1)));
  const servers = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  if (!servers.every((server) => names.includes(server))) {
    return undefined;
  }
  try {
    const kafka = await administrator(manifest, place.clients, { retries: 0 });
    await awaitRegistered(kafka, manifest, { within: ANSWER_WITHIN });
    return manifest;
  } catch (error) {
    if (error instanceof TimedOut) {
      return undefined;
    }
    throw error;
  }
}

async function handleFor(
  engine: Docker,
  place: ClusterPlace,
  manifest: ClusterManifest,
  { reused, reusable }: { readonly reused: boolean; readonly reusable: boolean },
): Promise<TestKafka> {
  await place.markUsed();
  return await TestKafka.of({
    ...{ reused, reusable },
    name: place.name,
    clients: place.clients,
    users: manifest.users.map(({ name }) => name),
    administrator: administratorOf(manifest),
    remove: () => remove(engine, place),
  });
}

const remove = (engine: Docker, place: ClusterPlace): Promise<void> =>
  exclusively(place.lock, {}, async () => {
    await removeCluster(engine, place.name);
    await place.forget();
  });

/** Removes those that nobody uses any more. */
async function removeForgotten(engine: Docker, own: ClusterPlace): Promise<void> {
  const others = (await ClusterPlace.all()).filter(({ name }) => name !== own.name);
  const forgotten = others.map(async (place) => ((await place.isForgotten()) ? [place] : []));
  await Promise.all((await Promise.all(forgotten)).flat().map((place) => remove(engine, place)));
}
