import type { ServerImage } from '../../cluster/image';
import type { Size } from '../../units/size';
import type { ZooKeeperVersion } from './zookeeper-version';

/** Properties of a ZooKeeper ensemble. */
export interface ZooKeeperProps {
  /**
   * Number of nodes: 1, 3, 5 or 7. A majority must be up, so an even number adds a node and no safety. It is decided when a cluster is
   * made: on a cluster that stands, another number is refused (`EnsembleResized`) before a server is touched.
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
   * Image that the servers run from.
   *
   * @default - Docker's official one, `zookeeper:VERSION`
   */
  readonly image?: ServerImage;
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
