import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { type Placed, placementOf, placementsOf } from '../../model/placement/placement';
import { connectEngine } from './engine';

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

  #to(engine: string | undefined): Docker {
    const connection = this.#connections.get(engine) ?? this.connect({ engine });
    this.#connections.set(engine, connection);
    return connection;
  }
}
