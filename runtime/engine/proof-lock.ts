import { Duration } from '../../model/units/duration';
import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { z } from 'zod';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { lives } from '../files/atomic-file';
import { ask, LABELS, removeContainer, statusOf } from './engine';
import { bounded, pause, TimedOut, type Wait } from '../wait';

const mark = z.object({
  host: z.string(),
  pid: z.number(),
  since: z.string(),
  /** When others, who can't look for the process, may take it for dead. */
  until: z.string(),
});

/** Who proves a cluster, as it is written on the container that stands for the proof. */
export type Prover = z.infer<typeof mark>;

/** The longest that a proof is expected to last, without its soak. */
const LONGEST_MS = 2 * 3_600_000;
const TRIES = 100;

/** Whether the process that proved is no more: looked for on its own host, and taken for dead after its time on others. */
export function isGone({ host, pid, until }: Prover, now = Date.now()): boolean {
  return host === hostname() ? !lives(pid) : now > Date.parse(until);
}

export interface ProofLockOptions {
  readonly soakMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Keeps other proofs and deployments away from a cluster, wherever they are started: a container that is never started has
 * a name that the engine gives only once.
 *
 * @returns gives it back; what it can't take away is void as soon as this process has ended
 * @throws OperationError `ProofUnderWay`
 */
export async function holdProof(
  engine: Docker,
  { name, images }: Pick<ClusterManifest, 'name' | 'images'>,
  { soakMs, signal }: ProofLockOptions,
): Promise<() => Promise<void>> {
  // Not broken off by the signal: what is made must be known, so that it is taken away again.
  const wait: Wait = { within: Duration.seconds(30), awaiting: 'the engine to note that a proof is under way' };
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const container = await bounded(mayCreate(engine, name, images.kafka, Date.now(), soakMs), wait);
    if (container !== undefined) {
      return () => giveBack(engine, container.id);
    }
    const prover = await findProver(engine, name);
    if (prover !== undefined) {
      throw new OperationError({
        code: 'ProofUnderWay',
        subject: `cluster ${name}`,
        rule: 'must be proven by one proof at a time',
        value: describe(prover),
        remedy: `await its end; where that process is no more: docker rm ${new ClusterNames(name).proofLock}`,
      });
    }
    await pause(Duration.milliseconds(100), signal, wait.awaiting);
  }
  throw new TimedOut(wait, 'its name is taken');
}

async function mayCreate(
  engine: Docker,
  cluster: string,
  image: string,
  now: number,
  soakMs: number,
): Promise<Docker.Container | undefined> {
  const prover: Prover = {
    host: hostname(),
    pid: process.pid,
    since: new Date(now).toISOString(),
    until: new Date(now + LONGEST_MS + soakMs).toISOString(),
  };
  try {
    return await ask(
      `image ${image}`,
      engine.createContainer({
        name: new ClusterNames(cluster).proofLock,
        Image: image,
        Entrypoint: ['true'],
        Labels: {
          [LABELS.cluster]: cluster,
          // A role that `sweepHelpers` leaves alone: the mark lasts as long as the proof.
          [LABELS.role]: 'proof-lock',
          [LABELS.prover]: JSON.stringify(prover),
        },
        HostConfig: { NetworkMode: 'none' },
      }),
    );
  } catch (error) {
    if (statusOf(error) === 409) {
      return undefined;
    }
    throw error;
  }
}

async function giveBack(engine: Docker, id: string): Promise<void> {
  await bounded(removeContainer(engine, id), {
    within: Duration.seconds(10),
    awaiting: 'the proof’s mark to be removed',
  }).catch(() => undefined);
}

/** Who proves a cluster now. A mark whose process is no more is removed, by its identity: its name may be another's by now. */
async function findProver(engine: Docker, cluster: string): Promise<Prover | undefined> {
  let found: Docker.ContainerInspectInfo;
  try {
    found = await engine.getContainer(new ClusterNames(cluster).proofLock).inspect();
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
  const { data: prover } = mark.safeParse(JSON.parse(found.Config.Labels[LABELS.prover] ?? 'null'));
  if (prover !== undefined && isGone(prover)) {
    await removeContainer(engine, found.Id);
    return undefined;
  }
  return prover;
}

/** Awaits that nobody proves a cluster; whoever is about to change it must not do so amid a proof. */
export async function awaitProofEnd(engine: Docker, cluster: string, progress: (line: string) => void): Promise<void> {
  let prover = await findProver(engine, cluster);
  if (prover !== undefined) {
    progress(`a proof is under way (${describe(prover)}): awaiting its end`);
  }
  while (prover !== undefined) {
    await pause(Duration.seconds(1));
    prover = await findProver(engine, cluster);
  }
}

const describe = ({ host, pid, since }: Prover): string => `process ${pid} on ${host} since ${since}`;
