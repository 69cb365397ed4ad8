import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { type Placed, placementOf, placementsOf } from '../../model/placement/placement';
import { connectEngine } from './engine';

/** A container as its engine lists it. */
export interface ContainerOnEngine extends Docker.ContainerInfo {
  readonly engine: Docker;
}

/** Connections to the engines that run a cluster, one for each. */
export class Engines {
  readonly #connections = new Map<string | undefined, Docker>();

  public constructor(
    private readonly cluster: Pick<ClusterManifest, keyof Placed>,
    private readonly connect: (cluster: Pick<ClusterManifest, 'engine'>) => Docker = connectEngine,
  ) {}

  /** The engine that runs a server, by its container. */
  public of(container: string): Docker {
    return this.#to(placementOf(this.cluster, container).engine);
  }

  /** All of them, the cluster's own first. */
  public all(): readonly Docker[] {
    return placementsOf(this.cluster).map(({ engine }) => this.#to(engine));
  }

  /** Containers with all of the labels, in whatever state, each with the engine that it is on. */
  public async containers(label: readonly string[]): Promise<readonly ContainerOnEngine[]> {
    const listed = this.all().map(async (engine) =>
      (await engine.listContainers({ all: true, filters: { label: [...label] } })).map((info) => ({ ...info, engine })),
    );
    return (await Promise.all(listed)).flat();
  }

  #to(engine: string | undefined): Docker {
    const connection = this.#connections.get(engine) ?? this.connect({ engine });
    this.#connections.set(engine, connection);
    return connection;
  }
}
