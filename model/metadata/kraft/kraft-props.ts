import type { ServerImage } from '../../cluster/image';
import type { Size } from '../../units/size';

/** Properties of a KRaft quorum (KIP-500). */
export interface KraftProps {
  /**
   * Number of controllers, each a server of its own: 1, 3 or 5. A majority must be up, so an even number adds a server and no safety.
   * It is decided when a cluster is made (`controller.quorum.voters`): on a cluster that stands, another number is refused
   * (`EnsembleResized`) before a server is touched.
   *
   * @default 3
   */
  readonly controllers?: number;
  /**
   * Whether the broker is its own controller, and there is no other server (combined mode): for a cluster of one broker, which is all
   * there or not at all. It is decided when a cluster is made, as the number of controllers is. The other props are left out then.
   *
   * @default false
   */
  readonly combined?: boolean;
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
