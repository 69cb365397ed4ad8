import type Docker from 'dockerode';
import { z } from 'zod';
import { LABELS } from '../model/names/names';
import { ask, removeContainer, statusOf } from '../runtime/engine/engine';
import { parseJson } from '../runtime/files/required-file';
import { answered } from './engine-answer';
import { runSchema } from './terraform-run';

const turnSchema = z.object({
  run: runSchema,
  server: z.string(),
  /** The container that is to go. */
  container: z.string(),
  /** Whether another one is to take its place. */
  returns: z.boolean(),
});

/** A server's turn, as it is written on the container that stands for it. */
export type Turn = z.infer<typeof turnSchema>;

export interface HeldTurn {
  /** Identity of the container that stands for it. */
  readonly id: string;
  /** Undefined when that does not say whose it is. */
  readonly turn: Turn | undefined;
}

/** Seconds that a server gets to stop, and its successor to be made. */
const REPLACED = 300;

/**
 * Seconds after which the engine takes a turn away by itself, should nobody else: whoever wants the next one looks whether this one is
 * over, which is when its server is back or its run has ended. By then the server could have stopped and its successor have started.
 */
const lasts = (startSeconds: number): number => Math.max(600, REPLACED + startSeconds);

/**
 * The turn of one server of a cluster, whoever replaces it: a container's name, which the engine gives only once. It holds runs of
 * Terraform apart that have no file in common, from two checkouts or on two machines.
 */
export class EngineTurn {
  public constructor(
    private readonly engine: () => Docker,
    private readonly name: string,
    /** How long a server may take to start. */
    private readonly startSeconds = 0,
  ) {}

  public async find(): Promise<HeldTurn | undefined> {
    try {
      const { Id, Config } = await answered(
        `the engine to tell of ${this.name}`,
        this.engine().getContainer(this.name).inspect(),
      );
      return { id: Id, turn: turnSchema.safeParse(parseJson(Config.Labels[LABELS.turn] ?? '')).data };
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw await failed(this.name, error);
    }
  }

  /** False when somebody else has been quicker. */
  public async take(turn: Turn, image: string): Promise<boolean> {
    try {
      const creation = this.engine().createContainer({
        name: this.name,
        Image: image,
        User: '65534:65534',
        Entrypoint: ['sleep', String(lasts(this.startSeconds))],
        Cmd: [],
        // Not the cluster's label: it is no part of what is deployed, and goes by itself.
        Labels: { [LABELS.turn]: JSON.stringify(turn) },
        HostConfig: {
          AutoRemove: true,
          NetworkMode: 'none',
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
          Memory: 32 * 1024 * 1024,
          PidsLimit: 10,
        },
      });
      await answered(
        `the engine to start ${this.name}`,
        creation.then((container) => container.start()),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 409) {
        return false;
      }
      throw await failed(`image ${image}`, error);
    }
  }

  /** Whoever has it: all servers go. */
  public async removeAny(): Promise<void> {
    const found = await this.find();
    if (found !== undefined) {
      await this.remove(found);
    }
  }

  /** By its identity: the name may be another turn's by now. */
  public async remove({ id }: HeldTurn): Promise<void> {
    await answered(`the engine to remove ${this.name}`, removeContainer(this.engine(), id));
  }
}

/** What the engine's refusal means. */
async function failed(subject: string, error: unknown): Promise<unknown> {
  return await ask(subject, Promise.reject(error as Error)).catch((reason: unknown) => reason);
}
