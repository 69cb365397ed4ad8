import { availableParallelism, loadavg } from 'node:os';
import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Engines } from '../../runtime/engine/engines';
import { bounded } from '../../runtime/wait';
import { collect } from '../../runtime/toolbox/container-stream';

/** Processes that want a processor, for each that there is: above it, nothing is promised to come about in any time. */
const MOST_PER_PROCESSOR = 3;

/** How busy a machine is. */
export interface MachineLoad {
  /** Processes that want a processor, over the last minute. */
  readonly average: number;
  readonly processors: number;
}

export const isBusy = ({ average, processors }: MachineLoad): boolean => average > MOST_PER_PROCESSOR * processors;

/** The load of the busiest machine: this one, and those of the cluster's engines. */
export async function machineLoad(
  engines: Engines,
  { brokers, metadata }: Pick<ClusterManifest, 'brokers' | 'metadata'>,
): Promise<MachineLoad> {
  const seen = new Map<Docker, MachineLoad>();
  for (const { container } of [...brokers, ...metadata.servers]) {
    const engine = engines.of(container);
    const load = seen.has(engine) ? undefined : await loadSeenBy(engine, container);
    if (load !== undefined) {
      seen.set(engine, load);
    }
  }
  const own = { average: loadavg()[0] ?? 0, processors: availableParallelism() };
  const share = ({ average, processors }: MachineLoad): number => average / processors;
  return [...seen.values()].reduce((most, load) => (share(load) > share(most) ? load : most), own);
}

/** As a container sees its machine; undefined where it does not run, or does not answer. */
async function loadSeenBy(engine: Docker, container: string): Promise<MachineLoad | undefined> {
  const look = async (): Promise<MachineLoad | undefined> => {
    const exec = await engine
      .getContainer(container)
      .exec({ Cmd: ['cat', '/proc/loadavg'], AttachStdout: true, Tty: true });
    const [info, text] = await Promise.all([
      engine.info() as Promise<{ readonly NCPU: number }>,
      exec.start({ Tty: true }).then(collect),
    ]);
    const average = Number(/^[\d.]+/.exec(text)?.[0]);
    return Number.isFinite(average) && info.NCPU > 0 ? { average, processors: info.NCPU } : undefined;
  };
  try {
    return await bounded(look(), { within: Duration.seconds(10), awaiting: `the load that ${container} sees` });
  } catch {
    return undefined;
  }
}
