import { createRequire } from 'node:module';
import { Duration } from '../model/units/duration';
import { openEngine } from '../runtime/engine/engine';
import { exclusively } from '../runtime/files/lock';
import { ClusterPlace } from './cluster-place';
import type * as Making from './make-cluster';
import { removeDeclared, removeForgotten } from './removal';
import { findRunning, handleFor } from './running';
import type { TestKafka } from './test-kafka';
import type { TestKafkaProps } from './test-kafka-props';

/** Not `import()`, which Jest has not without a flag of Node's. */
const load = createRequire(__filename);

/**
 * Starts a secured cluster for tests on this machine's Docker engine, or takes the one that runs already and was declared alike: by this
 * process, by others beside it, or by an earlier run.
 *
 * @throws ValidationError as the constructs do, and `TopicOfTestMissing`
 * @throws OperationError `EngineUnreachable`, `ImageUnavailable`, `PortsTaken`, `StepFailed`, `TimedOut`
 */
export async function startKafka(props: TestKafkaProps = {}): Promise<TestKafka> {
  const place = await ClusterPlace.of(props);
  const engine = openEngine();
  const running = await findRunning(engine, place);
  if (running !== undefined) {
    return running;
  }
  await removeForgotten(engine, place);
  return await exclusively(place.lock, {}, async () => {
    // Another process may have made it meanwhile.
    const made = await findRunning(engine, place);
    if (made !== undefined) {
      return made;
    }
    const { reuse = true, startSeconds = 120 } = props;
    // Loaded when one is made: what declares it takes longer to load than a cluster that runs takes to answer.
    const { makeCluster } = load('./make-cluster') as typeof Making;
    const manifest = await makeCluster(engine, place, props, Duration.seconds(startSeconds));
    await place.markComplete();
    return await handleFor(engine, place, manifest, { reused: false, reusable: reuse });
  });
}

/**
 * Removes test clusters, whoever uses them.
 *
 * @param names those whose declarations have one of these names, and which this machine's user started; without it, every test cluster of
 * the engine, whoever started it
 * @throws OperationError `EngineUnreachable`
 */
export async function removeTestClusters(names?: readonly string[]): Promise<void> {
  await removeDeclared(openEngine(), names);
}
