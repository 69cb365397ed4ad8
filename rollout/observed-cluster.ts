import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { isBetween } from '../model/metadata/migration/migration-phase';
import { ask, ifThere, LABELS } from '../runtime/engine/engine';
import { Engines } from '../runtime/engine/engines';
import { quietly } from '../runtime/kafka/kafka-admin';
import { standingAdministrator } from '../runtime/kafka/standing-brokers';
import { type ClusterView, type PartitionView, viewCluster, viewPartitions } from '../runtime/kafka/cluster-view';
import { type QuorumView, viewQuorum } from '../runtime/kafka/quorum-view';
import { severalAnswers } from '../runtime/kafka/several-answers';
import { ControllerChannels } from '../runtime/migration/controller-channels';
import { MigrationView } from '../runtime/migration/migration-view';
import type { Violation } from '../model/violation';
import { messageOf } from '../runtime/wait';
import { answered } from './engine-answer';
import { approachMembership, hasChangingMembers } from './quorum-members';
import { rolloutRefusals } from './refusals';

/** Each server, its engine and its broker are asked. */
const SEVERAL = Duration.minutes(10);

/** A server's container, as its engine sees it. */
export interface ServerState {
  /** Identity of its container; undefined where there is none. */
  readonly container?: string;
  /** The cluster that it says it belongs to. */
  readonly cluster?: string;
  /** The image that it was made of. */
  readonly image?: string;
  /** Nobody gets anything from it: there is none, or it does not run. */
  readonly isStopped: boolean;
  readonly isHealthy: boolean;
  /** Whether it is a broker that can't change any more which copies are in sync of the partitions that it leads, until it is replaced. */
  readonly isStuck?: boolean;
}

/** What the brokers said, one after the other, and the leader of the quorum where there is one; or why they did not. */
export type KafkaAnswers =
  | {
      readonly answers: readonly (ClusterView & { readonly partitions: readonly PartitionView[] })[];
      readonly quorum?: QuorumView;
    }
  | { readonly silence: string };

/** The cluster that a gate looks at. */
export interface ObservedCluster {
  readonly server: (name: string) => Promise<ServerState>;
  readonly kafka: () => Promise<KafkaAnswers>;
  /** Goes a step towards a quorum in which those vote that are declared, where that may change; what it lacks yet, but for one that is to leave. */
  readonly members: (quorum: QuorumView, leaving?: number) => Promise<string | undefined>;
  /** Why no server of it may be replaced at all. */
  readonly refusals: () => Promise<readonly Violation[]>;
  readonly close: () => Promise<void>;
}

/** What engines and brokers say at this moment. */
export class RunningCluster implements ObservedCluster {
  readonly #engines: Engines;
  readonly #channels = new ControllerChannels();
  #admin: Admin | undefined;
  #migration: MigrationView | undefined;
  #refusals: Promise<readonly Violation[]> | undefined;

  /** @param clientsFolder folder of all users' files, once the administrator's are in it */
  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly clientsFolder: () => Promise<string>,
  ) {
    this.#engines = new Engines(manifest);
  }

  public engineOf(server: string): Docker {
    return this.#engines.of(server);
  }

  public async server(name: string): Promise<ServerState> {
    const found = await this.inspect(name);
    if (found === undefined) {
      return { isStopped: true, isHealthy: false };
    }
    const { Id, Image, State, Config } = found;
    // A paused one keeps the state of health that it had.
    const isStopped = !State.Running || State.Paused || State.Restarting;
    const isStuck =
      !isStopped &&
      LABELS.metadata in Config.Labels &&
      (await this.#channels.isLost(this.engineOf(name), Id, State.StartedAt));
    return {
      ...{ container: Id, image: Image, cluster: Config.Labels[LABELS.cluster] },
      ...{ isStopped, isHealthy: !isStopped && State.Health?.Status === 'healthy' },
      ...(isStuck && { isStuck }),
    };
  }

  public async kafka(): Promise<KafkaAnswers> {
    try {
      const admin = await this.connect();
      const answers = await severalAnswers(async () => ({
        ...(await viewCluster(admin)),
        partitions: await viewPartitions(admin),
      }));
      return this.manifest.metadata.controllers === undefined
        ? { answers }
        : { answers, quorum: await this.quorum(answers.flatMap(({ brokers }) => [...brokers.values()])) };
    } catch (error) {
      // The next try makes a new connection.
      await this.close();
      return { silence: messageOf(error) };
    }
  }

  public async members(quorum: QuorumView, leaving?: number): Promise<string | undefined> {
    if (!hasChangingMembers(this.manifest)) {
      return undefined;
    }
    try {
      return await approachMembership(
        { manifest: this.manifest, clients: await this.clientsFolder() },
        quorum,
        leaving,
      );
    } catch (error) {
      return `the quorum to change its members (${messageOf(error)})`;
    }
  }

  public refusals(): Promise<readonly Violation[]> {
    return (this.#refusals ??= answered(
      'all engines and brokers to tell what refuses a roll-out',
      rolloutRefusals(this.manifest, this.clientsFolder),
      SEVERAL,
    ));
  }

  public async close(): Promise<void> {
    const [admin, migration] = [this.#admin, this.#migration];
    this.#admin = undefined;
    this.#migration = undefined;
    if (migration !== undefined) {
      await quietly(migration.close());
    }
    if (admin !== undefined) {
      await quietly(admin.disconnect());
    }
  }

  /** Brokers that are no members of it, or are to be none, know nothing of the quorum: its controllers are asked then. */
  private async quorum(addresses: readonly string[]): Promise<QuorumView> {
    if (isBetween(this.manifest.metadata.migration?.phase)) {
      return await (this.#migration ??= new MigrationView(this.manifest, this.#engines)).quorum();
    }
    return await viewQuorum({ manifest: this.manifest, clients: await this.clientsFolder() }, [...new Set(addresses)]);
  }

  private async connect(): Promise<Admin> {
    if (this.#admin === undefined) {
      const kafka = await standingAdministrator(this.manifest, await this.clientsFolder(), {
        clientId: 'cdktf-kafka-gate',
      });
      const admin = kafka.admin();
      await admin.connect();
      this.#admin = admin;
    }
    return this.#admin;
  }

  private async inspect(server: string): Promise<Docker.ContainerInspectInfo | undefined> {
    const request = async (): Promise<Docker.ContainerInspectInfo> =>
      this.engineOf(server).getContainer(server).inspect();
    return await answered(`the engine to tell of ${server}`, ask(server, ifThere(request())));
  }
}
