import type { ServerImage } from '../../cluster/image';
import type { Size } from '../../units/size';
import type { KafkaVersion } from '../../units/version';

/** Where it stands who votes in a quorum. */
export type QuorumKind = 'static' | 'dynamic';

/** Properties of a KRaft quorum (KIP-500). */
export interface KraftProps {
  /**
   * Number of controllers, each a server of its own: 1, 3 or 5. A majority must be up, so an even number adds a server and no safety.
   * With a static quorum it is decided when a cluster is made (`controller.quorum.voters`): on a cluster that stands, another number is
   * refused (`EnsembleResized`) before a server is touched.
   *
   * @default 3
   */
  readonly controllers?: number;
  /**
   * Whether the voters stand in every server's file (`static`), or in the metadata (`dynamic`, KIP-853), where the number of controllers can change
   * on a cluster that stands. From Kafka 4.1 on, on one host, and with the gate. On a cluster that stands it is an edit of its own, with the number of controllers that it has: the
   * next deployment by the tools has `kraft.version` rise, which can't be undone, and replaces the servers one at a time.
   *
   * @default static
   */
  readonly quorum?: QuorumKind;
  /**
   * Whether the broker is its own controller, and there is no other server (combined mode): for a cluster of one broker, which is all
   * there or not at all. It is decided when a cluster is made, as the number of controllers is. The other props but `features` are left out then.
   *
   * @default false
   */
  readonly combined?: boolean;
  /**
   * The version whose features the cluster uses (KIP-584): what its metadata may hold, and what clients and brokers may ask of each other. It is
   * the former one while a cluster gets another line's servers: these can be replaced by the former ones as long as it is. Without it, the
   * next deployment by the tools has the features rise, which can't be undone (Kafka's `UpdateFeatures`). `kraft.version` stays as it is.
   * Fails with `FeaturesUnknown` for a version that has not been tried, or is above the cluster's.
   *
   * @default - the cluster's `version`
   */
  readonly features?: KafkaVersion;
  /**
   * Image that the controllers run from.
   *
   * @default - the brokers'
   */
  readonly image?: ServerImage;
  /**
   * Java heap of each controller.
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
