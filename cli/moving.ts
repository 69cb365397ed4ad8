import { runSteps } from '../bootstrap/run-steps';
import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { OperationError } from '../model/violation';
import { containerAddress } from '../model/names/resource-address';
import {
  moveCopies,
  movesToCome,
  type MovingEnvironment,
  needsMoves,
  settle,
  type ShownMoves,
} from '../rollout/moving/moving';
import { Engines } from '../runtime/engine/engines';
import { takeInventory } from '../runtime/engine/inventory';
import { awaitBrokers } from '../runtime/kafka/readiness';
import { say } from '../runtime/process/terminal';
import { explain, messageOf, TimedOut } from '../runtime/wait';
import type { Leaving } from './leaving';
import { movingEnvironment, type MovingOptions } from './moving-environment';
import type { StackDeployer } from './stack-deployer';
import { progressStyle } from './terraform/progress-board';
import type { Workspace } from './workspace';

/** How long brokers that are up take to say so. */
const STANDING = Duration.seconds(5);
const STARTING = Duration.seconds(120);

/**
 * What a deployment moves by itself: copies go to brokers that come and away from those that leave, and become as many as are
 * declared, before any other server is replaced. So what must be in sync rises when the copies are there, and has fallen when they go.
 */
export class Moving {
  private readonly environment: MovingEnvironment;
  private added: readonly string[] = [];
  private moved = false;
  /** Why they are not moved, where that could not be told. */
  private untold: string | undefined;

  public constructor(
    private readonly workspace: Workspace,
    private readonly manifest: ClusterManifest,
    private readonly options: MovingOptions,
  ) {
    this.environment = movingEnvironment(workspace, manifest, options);
  }

  public get hasMoved(): boolean {
    return this.moved;
  }

  /** What there is to say once it was asked whether this is due. */
  public get notes(): readonly string[] {
    return this.untold === undefined ? [] : [this.untold];
  }

  /**
   * Whether brokers come, or copies are not where they belong. A cluster that doesn't answer is put right first, by what the deployment
   * does else; the next one moves.
   */
  public async isDue(): Promise<boolean> {
    this.untold = undefined;
    const there = await this.standing();
    if (there === undefined) {
      return false;
    }
    this.added = this.manifest.brokers.map(({ container }) => container).filter((name) => !there.has(name));
    if (this.added.length === 0) {
      return (await this.answers(STANDING)) && (await this.isNeeded());
    }
    if (this.options.reviewed !== undefined) {
      // What was not reviewed is refused before a broker is started for it.
      await this.isNeeded();
    }
    return true;
  }

  /**
   * What would be moved by a deployment that begins now; undefined where nobody tells where copies are, or nobody has any yet.
   *
   * @throws OperationError `CopiesNotPlaceable`
   */
  public async toCome(): Promise<ShownMoves | undefined> {
    if ((await this.standing()) === undefined) {
      return undefined;
    }
    try {
      return await movesToCome(this.environment);
    } catch (error) {
      // A plan is made all the same of brokers that don't answer.
      if (error instanceof OperationError && !(error instanceof TimedOut)) {
        throw error;
      }
      return undefined;
    }
  }

  /** Names of the containers that there are; undefined where no broker could answer. */
  private async standing(): Promise<ReadonlySet<string> | undefined> {
    const { containers } = await takeInventory(this.manifest, new Engines(this.manifest));
    const running = new Set(containers.filter(({ isRunning }) => isRunning).map(({ name }) => name));
    // No broker comes up before the metadata are there. A first deployment that was cut off has made servers which it did not start yet.
    return containers.every(({ role }) => role !== 'broker') ||
      this.manifest.metadata.servers.some(({ container }) => !running.has(container))
      ? undefined
      : new Set(containers.map(({ name }) => name));
  }

  /** Brokers that don't tell in time where all copies are, as a partition has no leader, are put right first. */
  private async isNeeded(): Promise<boolean> {
    return await unlessUntold(
      () => needsMoves(this.environment),
      (why) => {
        this.untold = `Partitions are not moved, as the brokers don’t tell where all copies are: ${why}`;
        return false;
      },
    );
  }

  /** Starts the brokers that come, and moves. */
  public async run(deployer: StackDeployer, leaving: Leaving): Promise<void> {
    if (this.added.length > 0) {
      // While their brokers have copies still, nothing of what leaves is destroyed. The plan for what comes leaves other containers out.
      await leaving.forgetBase();
      await runSteps([
        {
          title: `Start ${this.added.join(', ')}`,
          run: async (progress): Promise<undefined> => {
            await deployer.startServers(this.added.map(containerAddress), progress, progressStyle());
            return undefined;
          },
        },
      ]);
    }
    const within = Duration.seconds(Math.max(STARTING.seconds, this.manifest.startSeconds ?? 0));
    if (!(await this.answers(within)) && !leaving.brokersLeave) {
      say('Partitions are not moved, as not every broker answers: the next deployment does it');
      return;
    }
    say(`Partitions: ${await moveCopies(this.environment, 'needed')}`);
    this.moved = true;
  }

  /** See {@link settle}; a cluster that doesn't answer is none that could be set right, and its deployment is done all the same. */
  public async settle(): Promise<string> {
    return (await this.answers(STARTING))
      ? await unlessUntold(
          () => settle(this.environment),
          (why) => `left to Kafka: ${why}`,
        )
      : 'left to Kafka, which does it in 5 minutes';
  }

  private async answers(within: Duration): Promise<boolean> {
    try {
      await awaitBrokers(this.manifest, { clientsFolder: await this.environment.clientsFolder(), within });
      return true;
    } catch (error) {
      explain(error);
      return false;
    }
  }
}

/** What brokers don't tell in time is no reason to fail. */
async function unlessUntold<T>(look: () => Promise<T>, otherwise: (why: string) => T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof TimedOut)) {
      throw error;
    }
    return otherwise(messageOf(error));
  }
}
