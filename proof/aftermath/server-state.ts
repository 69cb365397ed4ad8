import type Docker from 'dockerode';
import { z } from 'zod';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ifThere } from '../../runtime/engine/engine';
import type { Engines } from '../../runtime/engine/engines';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { endpointsOf, type Endpoint, type EnginesOfCluster } from '../disruptions/network-endpoint';
import { ensureRunning, reconnect, unpause } from '../disruptions/outage';

const endpoint = z.object({
  network: z.string(),
  address: z.string(),
  aliases: z.array(z.string()),
  // Handed back to the engine as it came from there.
  declared: z.custom<Endpoint['declared']>((value) => typeof value === 'object' && value !== null),
});

/** How a server stood before a proof did anything to it. */
export const serverState = z.object({
  container: z.string(),
  /** The engine's id: a container that was made anew meanwhile is left alone. */
  id: z.string(),
  running: z.boolean(),
  paused: z.boolean(),
  endpoints: z.array(endpoint),
});

export type ServerState = z.infer<typeof serverState>;

/** Every server of a cluster that exists, as it stands now. */
export async function serverStates(
  engines: Engines,
  { brokers, metadata }: Pick<ClusterManifest, 'brokers' | 'metadata'>,
): Promise<ServerState[]> {
  const states = await Promise.all(
    [...brokers, ...metadata.servers].map(async ({ container }) => {
      const found = await ifThere(engines.container(container).inspect());
      return found === undefined
        ? []
        : [
            {
              ...{ container, id: found.Id, running: found.State.Running, paused: found.State.Paused },
              endpoints: (await endpointsOf(engines, container)).map((each) => ({
                ...each,
                aliases: [...each.aliases],
              })),
            },
          ];
    }),
  );
  return states.flat();
}

/** Puts a server back as it stood, and says what was done to it: nothing where it stands so. */
export async function restoreServer(environment: EnginesOfCluster, before: ServerState): Promise<string[]> {
  const { engines } = environment;
  const { container, id } = before;
  const now = await ifThere(engines.container(container).inspect());
  if (now?.Id !== id || !before.running) {
    return [];
  }
  const done: string[] = [];
  if (now.State.Paused && !before.paused) {
    await unpause(engines.container(container));
    done.push(`${container}, which was paused, goes on`);
  }
  const connected = Object.keys(now.NetworkSettings.Networks);
  const missing = before.endpoints.filter(({ network }) => !connected.includes(network));
  if (missing.length > 0) {
    await reconnect(environment, container, missing);
    done.push(...missing.map(({ network }) => `${container} is on network ${network} again`));
  }
  if (!now.State.Running) {
    await ensureRunning(environment, container, before.endpoints);
    done.push(`${container}, which was stopped, runs again`);
  }
  // In networks of several hosts it was started anew.
  if (!now.State.Running || (missing.length > 0 && engines.areSeveral)) {
    await until(async () => serves(await engines.container(container).inspect()), {
      within: patient(STARTING_SECONDS),
      awaiting: `${container} to serve again`,
    });
  }
  return done;
}

/** Whoever comes next is not to meet a server that has yet to listen. */
const STARTING_SECONDS = 180;

const serves = ({ State }: Docker.ContainerInspectInfo): boolean =>
  State.Running && (State.Health === undefined || State.Health.Status === 'healthy');
