import type { MetadataStore } from '../cluster/metadata-store';
import { Size } from '../units/size';
import { ZooKeeperVersion } from '../units/version';
import { ZooKeeperStore } from './zookeeper/zookeeper-store';

/** Properties of a ZooKeeper ensemble. */
export interface ZooKeeperProps {
  /**
   * Number of nodes: 1, 3, 5 or 7. A majority must be up, so an even number adds a node and no safety.
   *
   * @default 3
   */
  readonly nodes?: number;
  /**
   * Version of the servers.
   *
   * @default 3.8.6
   */
  readonly version?: ZooKeeperVersion;
  /**
   * Java heap of each node.
   *
   * @default 256 MiB
   */
  readonly heap?: Size;
  /**
   * Memory limit of each container.
   *
   * @default - twice the heap, at least 512 MiB
   */
  readonly memory?: Size;
}

/** Where brokers keep the cluster's metadata, as a value, so that another kind can take its place. */
export class Metadata {
  /** A ZooKeeper ensemble on the same engine, TLS everywhere, with client certificates. */
  public static zooKeeper(props: ZooKeeperProps = {}): Metadata {
    const heap = props.heap ?? Size.mebibytes(256);
    return Metadata.of(
      new ZooKeeperStore(
        props.nodes ?? 3,
        props.version ?? ZooKeeperVersion.V3_8_6,
        heap,
        props.memory ?? Size.mebibytes(Math.max(512, heap.mebibytes * 2)),
      ),
    );
  }

  /** A store of whichever kind. @internal */
  public static of(store: MetadataStore): Metadata {
    return new Metadata(store);
  }

  private constructor(
    /** What the cluster is rendered from. @internal */
    public readonly store: MetadataStore,
  ) {}

  /** Number of its servers. */
  public get nodes(): number {
    return this.store.nodes;
  }

  /** Version of its servers. */
  public get version(): {
    /** As in the image's tag. */
    readonly version: string;
  } {
    return this.store.version;
  }

  /** Java heap of each server (`-Xmx`). */
  public get heap(): Size {
    return this.store.heap;
  }

  /** Memory limit of each server's container. */
  public get memory(): Size {
    return this.store.memory;
  }
}
