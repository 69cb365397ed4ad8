import { checkArguments } from '../arguments/check-arguments';
import type { MetadataStore } from '../cluster/metadata-store';
import type { Size } from '../units/size';
import { KRAFT } from './kraft/kraft-controller';
import type { KraftProps } from './kraft/kraft-props';
import { KraftStore } from './kraft/kraft-store';
import { ZOOKEEPER_ROLE } from './zookeeper/zookeeper-node';
import type { ZooKeeperProps } from './zookeeper/zookeeper-props';
import { ZooKeeperStore } from './zookeeper/zookeeper-store';

/** Every kind of metadata store, as the manifest calls it. */
export const METADATA_KINDS = [ZOOKEEPER_ROLE, KRAFT] as const;

/** Where brokers keep the cluster's metadata, as a value, so that another kind can take its place. */
export class Metadata {
  /** A ZooKeeper ensemble on the same engine, TLS everywhere, with client certificates. */
  public static zooKeeper(props: ZooKeeperProps = {}): Metadata {
    checkArguments('Metadata.zooKeeper', [props]);
    return Metadata.of(new ZooKeeperStore(props));
  }

  /**
   * A KRaft quorum of controllers on the same engine (KIP-500), TLS everywhere, with client certificates. What a cluster keeps its metadata
   * in is decided when it is made: on a cluster that stands, another store is refused (`MetadataStoreChanged`) before a server is touched.
   */
  public static kraft(props: KraftProps = {}): Metadata {
    checkArguments('Metadata.kraft', [props]);
    return Metadata.of(new KraftStore(props));
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

  /** Version of its servers; undefined where these are Kafka’s own. */
  public get version():
    | {
        /** As in the image's tag. */
        readonly version: string;
      }
    | undefined {
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
