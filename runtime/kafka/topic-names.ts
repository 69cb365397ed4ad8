import type { ClusterManifest } from '../../model/manifest/manifest';
import { Duration } from '../../model/units/duration';
import { until } from '../wait';
import { administrator, withAdmin } from './kafka-admin';
import { severalAnswers } from './several-answers';

/** A broker hears of a topic a moment after the controller has made it. */
const HEARD = Duration.seconds(30);

/**
 * Names of all topics that any of several answers has, asked for again until some are among them.
 *
 * @param clients folder with the administrator's files
 * @throws OperationError `TimedOut`
 */
export async function topicNames(
  manifest: ClusterManifest,
  clients: string,
  awaited: readonly string[] = [],
): Promise<readonly string[]> {
  const awaiting = awaited.length === 0 ? 'the list of topics' : `topics ${awaited.join(', ')}`;
  return await withAdmin(await administrator(manifest, clients), (admin) =>
    until(
      async () => {
        const names = new Set((await severalAnswers(() => admin.listTopics())).flat());
        return awaited.every((name) => names.has(name)) && [...names];
      },
      { within: HEARD, awaiting },
    ),
  );
}
