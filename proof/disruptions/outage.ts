import { Duration } from '../../model/units/duration';
import type Docker from 'dockerode';
import { OperationError } from '../../model/violation';
import { ask, statusOf } from '../../runtime/engine/engine';
import { lacksNetwork } from '../../runtime/engine/network-places';
import { patient } from '../../runtime/patience';
import { bounded, until } from '../../runtime/wait';
import { endpointsOf, withAddresses, type Endpoint, type EnginesOfCluster } from './network-endpoint';
import type { ProofContext } from '../context/proof-context';

/** A server that was taken away, and how it is brought back. */
export interface Outage {
  /** Name of its container. */
  readonly container: string;
  /** Brings it back now rather than at the end of the proof. */
  readonly end: () => Promise<void>;
}

/** Nothing is taken away while other checks need the cluster whole: every disruption claims it. */
type Environment = Pick<ProofContext, 'engines' | 'manifest' | 'cleanup' | 'claim'>;

/** Time for a server to hand over what it has and end by itself. */
const STOP_SECONDS = 60;
/** From the beginning of a stop until the server runs again, at most. */
const STOP_AND_START_SECONDS = STOP_SECONDS + 60;

/** SIGKILL: no time to move a leader, to leave the ensemble or to write anything. */
export async function killServer(proof: Environment, container: string): Promise<Outage> {
  await proof.claim('disrupts');
  const end = await noteRunning(proof, container);
  await ask(
    container,
    bounded(proof.engines.container(container).kill({ signal: 'SIGKILL' }), {
      within: patient(20),
      awaiting: 'a kill',
    }),
  );
  return { container, end };
}

/** SIGTERM: a broker moves its leaders away before it ends. Comes back when it has ended. */
export async function stopServer(proof: Environment, container: string): Promise<Outage> {
  await proof.claim('disrupts');
  let stop: Promise<unknown> = Promise.resolve();
  const ending = (): Promise<unknown> => stop.catch(() => undefined);
  const end = await noteRunning(proof, container, { after: ending, within: patient(STOP_AND_START_SECONDS) });
  stop = stopGently(proof.engines.container(container), container);
  await ask(container, stop);
  return { container, end };
}

/** Freezes every process of a server: it answers nothing, and its connections stay open. */
export async function pauseServer(proof: Environment, container: string): Promise<Outage> {
  await proof.claim('disrupts');
  const server = proof.engines.container(container);
  const end = proof.cleanup.push(`${container} no longer paused`, () => unpause(server));
  await ask(
    container,
    until(() => isPaused(server), { within: patient(20), awaiting: `${container} paused` }),
  );
  return { container, end };
}

/** Pauses a server. An engine gives up where a process starts just then, as for the server's health, and lets all go on. */
async function isPaused(server: Docker.Container): Promise<boolean> {
  if (!(await server.inspect()).State.Paused) {
    await server.pause();
  }
  return true;
}

/**
 * Takes a server off networks while it runs on, and goes on serving on its other ones. It comes back under the aliases and at the addresses that it
 * had: its sockets are bound to those. In networks of several hosts it gets others, and is started again for that.
 */
export async function disconnectServer(
  proof: Environment,
  container: string,
  ...networks: readonly string[]
): Promise<Outage> {
  await proof.claim('disrupts');
  const connected = await endpointsOf(proof.engines, container);
  const endpoints = networks.map((network) => {
    const endpoint = connected.find((candidate) => candidate.network === network);
    if (endpoint === undefined) {
      throw new OperationError({
        code: 'NetworkNotConnected',
        subject: container,
        rule: `must be on network ${network}`,
        remedy: 'run npm run deploy',
      });
    }
    return endpoint;
  });
  const end = proof.cleanup.push(
    `${container} on ${networks.join(', ')} again`,
    () => reconnect(proof, container, endpoints),
    patient(STOP_AND_START_SECONDS),
  );
  for (const network of networks) {
    await ask(
      `network ${network}`,
      bounded(proof.engines.of(container).getNetwork(network).disconnect({ Container: container }), {
        within: patient(20),
        awaiting: `${container} to leave ${network}`,
      }),
    );
  }
  return { container, end };
}

/** Has a frozen server go on; one that is not frozen is left alone. */
export async function unpause(server: Docker.Container): Promise<void> {
  if ((await server.inspect()).State.Paused) {
    await server.unpause();
  }
}

/** Puts a server back into networks, as it was in them; those that it is in already are left alone. */
export async function reconnect(
  proof: EnginesOfCluster,
  container: string,
  endpoints: readonly Endpoint[],
): Promise<void> {
  const now = await endpointsOf(proof.engines, container);
  const missing = endpoints.filter(({ network }) => now.every((candidate) => candidate.network !== network));
  if (missing.length === 0) {
    return;
  }
  await withAddresses(proof, container, missing, async () => {
    for (const { network, aliases, declared } of missing) {
      await proof.engines
        .of(container)
        .getNetwork(network)
        .connect({ Container: container, EndpointConfig: { ...declared, Aliases: [...aliases] } });
    }
  });
  if (proof.engines.areSeveral) {
    // It got other addresses, which no socket of it is bound to.
    const server = proof.engines.container(container);
    if ((await server.inspect()).State.Running) {
      await stopGently(server, container);
    }
    await start(server, container);
  }
}

/**
 * Docker's restart policy leaves a container alone that was killed or stopped through its API. `after`: what has to be over
 * before it is started, since a container that is about to stop counts as running.
 */
async function noteRunning(
  proof: Environment,
  container: string,
  { after, within = patient(90) }: { readonly after?: () => Promise<unknown>; readonly within?: Duration } = {},
): Promise<() => Promise<void>> {
  const endpoints = await endpointsOf(proof.engines, container);
  return proof.cleanup.push(
    `${container} running again`,
    async () => {
      await after?.();
      await ensureRunning(proof, container, endpoints);
    },
    within,
  );
}

/** Starts a server at the addresses that it had; one that runs is left alone. */
export async function ensureRunning(
  proof: EnginesOfCluster,
  container: string,
  endpoints: readonly Endpoint[],
): Promise<void> {
  await withAddresses(proof, container, endpoints, () => start(proof.engines.container(container), container));
}

/** SIGTERM, and SIGKILL to what has not ended by itself; the engine may be late with its answer, as all is that the machine has no time for. */
async function stopGently(container: Docker.Container, name: string): Promise<void> {
  await bounded(container.stop({ t: STOP_SECONDS }), {
    within: patient(STOP_SECONDS + 20),
    awaiting: `${name} to stop`,
  });
}

async function start(container: Docker.Container, name: string): Promise<void> {
  // A kill that is still under way ends before the start; a container that runs answers 304.
  const state = await until(
    async () => {
      try {
        await container.start();
      } catch (error) {
        // Both are answered by the same status.
        if (statusOf(error) === 404 && !lacksNetwork(error)) {
          return 'gone';
        }
        if (statusOf(error) !== 304) {
          throw error;
        }
      }
      return (await container.inspect()).State.Running && 'running';
    },
    { within: patient(40), awaiting: `container ${name} running` },
  );
  if (state === 'gone') {
    throw new OperationError({
      code: 'ContainerGone',
      subject: name,
      rule: 'must not be removed while a proof is under way',
      remedy: 'run npm run deploy, unless the cluster was destroyed on purpose',
    });
  }
}
