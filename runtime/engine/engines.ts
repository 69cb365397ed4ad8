import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import {
  hasSeveralHosts,
  hostsOf,
  type Placed,
  type Placement,
  placementOf,
  placementOfVolume,
} from '../../model/placement/placement';
import { ask, connectEngine, type HelperRole, sweepHelpers } from './engine';

/** A container as its engine lists it. */
export interface ContainerOnEngine extends Docker.ContainerInfo {
  readonly engine: Docker;
  readonly placement: Placement;
}

/** Connections to the engines that run a cluster, one for each. */
export class Engines {
  readonly #connections = new Map<string | undefined, Docker>();

  public constructor(
    private readonly cluster: Pick<ClusterManifest, keyof Placed>,
    private readonly connect: (cluster: Pick<ClusterManifest, 'engine'>) => Docker = connectEngine,
  ) {}

  /** The cluster's own: it runs what is no server, such as the steps and the tools' helpers. */
  public get own(): Docker {
    return this.#to(this.cluster.engine);
  }

  /** The engine that runs a server, by its container. */
  public of(container: string): Docker {
    return this.#to(placementOf(this.cluster, container).engine);
  }

  /** A server's container on the engine that runs it. */
  public container(name: string): Docker.Container {
    return this.of(name).getContainer(name);
  }

  /** The engine that has a volume. */
  public ofVolume(volume: string): Docker {
    return this.#to(placementOfVolume(this.cluster, volume).engine);
  }

  /** All of them, the cluster's own first. */
  public all(): readonly Docker[] {
    return hostsOf(this.cluster).map(({ engine }) => this.#to(engine));
  }

  /** Whether there is more than one: networks are then those of a Swarm. */
  public get areSeveral(): boolean {
    return hasSeveralHosts(this.cluster);
  }

  /** The engine of a placement. */
  public at({ engine }: Placement): Docker {
    return this.#to(engine);
  }

  /**
   * Containers with all of the labels, in whatever state, each with the engine that it is on.
   *
   * @throws OperationError `EngineUnreachable`
   */
  public async containers(label: readonly string[]): Promise<readonly ContainerOnEngine[]> {
    const listed = hostsOf(this.cluster).map(async (placement) => {
      const engine = this.at(placement);
      const asked = engine.listContainers({ all: true, filters: { label: [...label] } });
      const containers = await ask(`containers with ${label.join(', ')}`, asked, placement.host);
      return containers.map((info) => ({ ...info, engine, placement }));
    });
    return (await Promise.all(listed)).flat();
  }

  /**
   * Waits for an answer of every engine.
   *
   * @throws OperationError `EngineUnreachable`
   */
  public async ping(): Promise<void> {
    await Promise.all(
      hostsOf(this.cluster).map((placement) => ask('its answer', this.at(placement).ping(), placement.host)),
    );
  }

  /** Removes helper containers that an earlier run left behind when it was killed, on every engine. */
  public async sweepHelpers(
    cluster: string,
    options: { readonly role?: HelperRole; readonly olderThanSeconds?: number } = {},
  ): Promise<number> {
    const swept = await Promise.all(this.all().map((engine) => sweepHelpers(engine, cluster, options)));
    return swept.reduce((sum, count) => sum + count, 0);
  }

  #to(engine: string | undefined): Docker {
    const connection = this.#connections.get(engine) ?? this.connect({ engine });
    this.#connections.set(engine, connection);
    return connection;
  }
}
