import { Size } from '../units/size';
import { ZooKeeperVersion } from '../units/version';

/** Properties of a ZooKeeper ensemble. */
export interface ZooKeeperProps {
  /** Number of nodes: 1, 3, 5 or 7. A majority must be up, so an even number adds a node and no safety. Default 3. */
  readonly nodes?: number;
  /** Version of the servers. Default 3.8.6. */
  readonly version?: ZooKeeperVersion;
  /** Java heap of each node. Default 256 MiB. */
  readonly heap?: Size;
  /** Memory limit of each container. Default: twice the heap, at least 512 MiB. */
  readonly memory?: Size;
}

/** Where brokers keep the cluster's metadata, as a value, so that another kind can take its place. */
export class Metadata {
  /** A ZooKeeper ensemble on the same engine, TLS everywhere, with client certificates. */
  public static zooKeeper(props: ZooKeeperProps = {}): Metadata {
    const heap = props.heap ?? Size.mebibytes(256);
    return new Metadata(
      props.nodes ?? 3,
      props.version ?? ZooKeeperVersion.V3_8_6,
      heap,
      props.memory ?? Size.mebibytes(Math.max(512, heap.mebibytes * 2)),
    );
  }

  private constructor(
    /** Number of ZooKeeper nodes. */
    public readonly nodes: number,
    /** Version of the ZooKeeper servers. */
    public readonly version: ZooKeeperVersion,
    /** Java heap of each node (`-Xmx`). */
    public readonly heap: Size,
    /** Memory limit of each node's container. */
    public readonly memory: Size,
  ) {}
}
