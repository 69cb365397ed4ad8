import type Docker from 'dockerode';
import { FaultError } from '../constructs/private/fault';
import { ask, statusOf } from '../tools/clients/engine';
import { bounded, until, type Span } from '../tools/clients/wait';
import type { Proof } from './proof';

/** A server, a broker or a ZooKeeper node, that was taken away, and how it is brought back. */
export interface Outage {
  /** Name of its container. */
  readonly container: string;
  /** Brings it back now rather than at the end of the proof. */
  readonly end: () => Promise<void>;
}

type Ground = Pick<Proof, 'engine' | 'undo'>;

/** Time for a server to hand over what it has and end by itself. */
const STOP_SECONDS = 60;

/** SIGKILL: no time to move a leader, to leave the ensemble or to write anything. */
export async function killServer(proof: Ground, container: string): Promise<Outage> {
  const end = noteRunning(proof, container);
  await ask(
    container,
    bounded(proof.engine.getContainer(container).kill({ signal: 'SIGKILL' }), { within: '20s', awaiting: 'a kill' }),
  );
  return { container, end };
}

/** SIGTERM: a broker moves its leaders away before it ends. Comes back when it has ended. */
export async function stopServer(proof: Ground, container: string): Promise<Outage> {
  const end = noteRunning(proof, container);
  const stop = proof.engine.getContainer(container).stop({ t: STOP_SECONDS });
  await ask(container, bounded(stop, { within: `${STOP_SECONDS + 20}s`, awaiting: `${container} to stop` }));
  return { container, end };
}

/** Freezes every process of a server: it answers nothing, and its connections stay open. */
export async function pauseServer(proof: Ground, container: string): Promise<Outage> {
  const server = proof.engine.getContainer(container);
  const end = proof.undo.note(`${container} no longer paused`, () => unpause(server));
  await ask(container, bounded(server.pause(), { within: '20s', awaiting: 'a pause' }));
  return { container, end };
}

/**
 * Takes a server off a network while it runs on, and goes on serving on its other networks. It comes back under the aliases
 * that it had. An address can be asked for only where the network's subnet was declared; elsewhere the engine deals out the
 * lowest one that is free, which is the one that was given back.
 */
export async function disconnectServer(proof: Ground, container: string, network: string): Promise<Outage> {
  const server = proof.engine.getContainer(container);
  const inspected = await ask(container, server.inspect());
  const endpoint = inspected.NetworkSettings.Networks[network];
  if (endpoint === undefined) {
    throw new FaultError({
      code: 'NotConnected',
      subject: container,
      rule: `must be on network ${network}`,
      remedy: 'run npm run deploy',
    });
  }
  const end = proof.undo.note(`${container} on ${network} again`, () =>
    reconnect(proof.engine, server, network, endpoint),
  );
  await ask(
    `network ${network}`,
    bounded(proof.engine.getNetwork(network).disconnect({ Container: container }), {
      within: '20s',
      awaiting: `${container} to leave ${network}`,
    }),
  );
  return { container, end };
}

async function unpause(server: Docker.Container): Promise<void> {
  if ((await server.inspect()).State.Paused) {
    await server.unpause();
  }
}

async function reconnect(
  engine: Docker,
  server: Docker.Container,
  network: string,
  { Aliases, Links, IPAMConfig }: Docker.EndpointSettings,
): Promise<void> {
  const { Id, NetworkSettings } = await server.inspect();
  if (NetworkSettings.Networks[network] === undefined) {
    await engine.getNetwork(network).connect({
      Container: Id,
      // The engine adds the alias that is the beginning of the id by itself, and would have it twice.
      EndpointConfig: { Links, IPAMConfig, Aliases: Aliases?.filter((alias) => !Id.startsWith(alias)) },
    });
  }
}

/** Docker's restart policy leaves a container alone that was killed or stopped through its API. */
function noteRunning({ engine, undo }: Ground, container: string, within: Span = '60s'): () => Promise<void> {
  return undo.note(`${container} running again`, () => ensureRunning(engine, container), within);
}

async function ensureRunning(engine: Docker, name: string): Promise<void> {
  const container = engine.getContainer(name);
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
