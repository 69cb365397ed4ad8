import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { OperationError } from '../../model/violation';
import type { Engines } from '../../runtime/engine/engines';
import { ask, ifThere, LABELS, removeContainer, statusOf } from '../../runtime/engine/engine';
import { bounded, pause, TimedOut, type Wait } from '../../runtime/wait';
import { serverState, serverStates } from './server-state';

const prover = z.object({
  host: z.string(),
  pid: z.number(),
  since: z.string(),
  /** Name of the run, which its topics, groups and users begin with. */
  run: z.string(),
  /** How every server stood before it. */
  servers: z.array(serverState),
});

/** Who proves a cluster, as it is written on the container that stands for the proof, and what it may have to put back. */
export type Prover = z.infer<typeof prover>;

/** A proof that has ended without putting everything back. */
export interface DeadProof extends Prover {
  /** Of the container that stood for it. */
  readonly id: string;
}

const TRIES = 100;
/** From the making of the mark to its start, at most. */
const STARTING_SECONDS = 60;

export interface ProofMarkOptions {
  readonly run: string;
  readonly signal?: AbortSignal;
  /** Told when the mark has gone though the proof goes on: from then on others may change the cluster. */
  readonly onLoss: () => void;
  /** Puts back what a dead proof has left, before its mark is taken away. */
  readonly undo: (dead: DeadProof) => Promise<void>;
}

/**
 * Keeps other proofs and deployments away from a cluster, wherever they are started, and says on the engine how every server
 * stood, before anything is done to one: a container with a name that the engine gives only once. It runs as long as this process holds
 * its standard input open. However the process ends, the engine itself closes it: no process needs to be looked for, on
 * whatever host or in whatever container it was.
 *
 * @returns gives it back
 * @throws OperationError `ProofUnderWay`, `EngineUnreachable`
 */
export async function holdProof(
  engines: Engines,
  manifest: Pick<ClusterManifest, 'name' | 'images' | 'brokers' | 'metadata'>,
  options: ProofMarkOptions,
): Promise<() => Promise<void>> {
  // Of one that does not answer nobody could say how its servers stand.
  await engines.ping();
  // Not broken off by the signal: what is made must be known, so that it is taken away again.
  const wait: Wait = { within: Duration.seconds(60), awaiting: 'the engine to note that a proof is under way' };
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const giveBack = await bounded(mayMark(engines, manifest, options), wait);
    if (giveBack !== undefined) {
      return giveBack;
    }
    const found = await findProver(engines, manifest.name);
    if (found?.lives === true) {
      throw new OperationError({
        code: 'ProofUnderWay',
        subject: `cluster ${manifest.name}`,
        rule: 'must be proven by one proof at a time',
        value: describe(found.prover),
        remedy: `await its end; where its machine is no more: docker rm -f ${new ClusterNames(manifest.name).proofLock}`,
      });
    }
    if (found !== undefined) {
      await buryProof(engines, found.prover, options.undo);
    }
    await pause(Duration.milliseconds(100), options.signal, wait.awaiting);
  }
  throw new TimedOut(wait, 'its name is taken');
}

/** Puts back what a dead proof has left, then takes its mark away: one that dies meanwhile leaves it for the next. */
export async function buryProof(
  engines: Engines,
  dead: DeadProof,
  undo: (dead: DeadProof) => Promise<void>,
): Promise<void> {
  await undo(dead);
  await removeContainer(engines.own, dead.id);
}

async function mayMark(
  engines: Engines,
  manifest: Pick<ClusterManifest, 'name' | 'images' | 'brokers' | 'metadata'>,
  { run, onLoss }: ProofMarkOptions,
): Promise<(() => Promise<void>) | undefined> {
  const container = await mayCreate(engines.own, manifest, {
    ...{ host: hostname(), pid: process.pid, since: new Date().toISOString(), run },
    servers: await serverStates(engines, manifest),
  });
  if (container === undefined) {
    return undefined;
  }
  let held: NodeJS.ReadWriteStream | undefined;
  let isHeld = true;
  // Also what it is held by: an open connection keeps a program going that has called the proof as a function.
  const remove = async (): Promise<void> => {
    isHeld = false;
    await bounded(removeContainer(engines.own, container.id), {
      within: Duration.seconds(10),
      awaiting: 'the proof’s mark to be removed',
    }).finally(() => held?.end());
  };
  try {
    held = await container.attach({ stream: true, stdin: true, hijack: true });
    const lost = (): void => {
      if (isHeld) {
        isHeld = false;
        onLoss();
      }
    };
    held.on('close', lost).on('end', lost).on('error', lost);
    // Nothing is written to it, but its end has to be read.
    held.resume();
    await container.start();
    return () => remove().catch(() => undefined);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function mayCreate(
  engine: Docker,
  { name, images }: Pick<ClusterManifest, 'name' | 'images'>,
  by: Prover,
): Promise<Docker.Container | undefined> {
  try {
    return await ask(
      `image ${images.kafka}`,
      engine.createContainer({
        name: new ClusterNames(name).proofLock,
        Image: images.kafka,
        // Ends with its standard input, which the engine closes when whoever holds it has gone.
        Entrypoint: ['cat'],
        Cmd: [],
        OpenStdin: true,
        StdinOnce: true,
        Labels: {
          [LABELS.cluster]: name,
          // A role that `sweepHelpers` leaves alone: the mark lasts as long as the proof.
          [LABELS.role]: 'proof-lock',
          [LABELS.prover]: JSON.stringify(by),
        },
        HostConfig: {
          NetworkMode: 'none',
          Init: true,
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
        },
      }),
    );
  } catch (error) {
    if (statusOf(error) === 409) {
      return undefined;
    }
    throw error;
  }
}

/** Whoever proves a cluster, and whether it still does. */
type ProverMark =
  { readonly lives: true; readonly prover: Prover | undefined } | { readonly lives: false; readonly prover: DeadProof };

/** The proof that a cluster’s mark stands for; undefined where there is none. */
export async function findProver(engines: Engines, cluster: string, now = Date.now()): Promise<ProverMark | undefined> {
  const found = await ifThere(engines.own.getContainer(new ClusterNames(cluster).proofLock).inspect());
  if (found === undefined) {
    return undefined;
  }
  const label = found.Config.Labels[LABELS.prover];
  if (label === undefined) {
    return { lives: true, prover: undefined };
  }
  const { data } = prover.safeParse(JSON.parse(label));
  const isStarting = found.State.Status === 'created' && now - Date.parse(found.Created) < STARTING_SECONDS * 1_000;
  return found.State.Running || isStarting || data === undefined
    ? { lives: true, prover: data }
    : { lives: false, prover: { ...data, id: found.Id } };
}

/** Who holds a mark, for people. */
export const describe = (by: Prover | undefined): string =>
  by === undefined
    ? 'a container that no proof of this version has made'
    : `process ${by.pid} on ${by.host} since ${by.since}`;
