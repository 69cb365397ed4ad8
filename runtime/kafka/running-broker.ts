import path from 'node:path';
import type Docker from 'dockerode';
import { filesIn } from '../credentials/identity-files';
import type { ManifestBroker } from '../../model/manifest/manifest';
import { ask, ifThere, statusOf } from '../engine/engine';
import type { Engines } from '../engine/engines';

/** What a broker was started with. */
export interface RunningBroker {
  readonly config: Docker.ContainerInspectInfo['Config'];
  /** Text of its properties file; '' where it can't be found. */
  readonly properties: string;
}

/** What a broker's container was made with, whether it runs or not; undefined where there is none. */
export async function runningBroker(container: Docker.Container): Promise<RunningBroker | undefined> {
  try {
    const { Config } = await container.inspect();
    const file = [Config.Entrypoint ?? []].flat().at(-1) ?? '';
    const name = path.posix.basename(file);
    const files = await filesIn(await container.getArchive({ path: path.posix.dirname(file) }), [name]);
    return { config: Config, properties: files.get(name)?.toString('utf8') ?? '' };
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Those of the declared brokers that run, in a loop of restarts too. */
export async function brokersThatRun(
  engines: Engines,
  brokers: readonly ManifestBroker[],
): Promise<readonly ManifestBroker[]> {
  const found = await Promise.all(
    brokers.map(({ container }) => ask(`container ${container}`, ifThere(engines.container(container).inspect()))),
  );
  return brokers.filter((_, index) => found[index]?.State.Running === true);
}
