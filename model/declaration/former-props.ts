import type { Duration } from '../units/duration';
import type { ServerImage } from '../cluster/image';
import type { Violation } from '../violation';

/** Former names of a cluster's props. */
export interface FormerClusterProps {
  /**
   * As `brokerSessionTimeout`.
   *
   * @default - that
   * @deprecated Former name of `brokerSessionTimeout`.
   */
  readonly zookeeperSessionTimeout?: Duration;
}

/** Former names among a cluster's images. */
export interface FormerClusterImages {
  /**
   * Of the ZooKeeper nodes.
   *
   * @default - that of `Metadata.zooKeeper`
   * @deprecated Say `Metadata.zooKeeper({ image })`.
   */
  readonly zookeeper?: ServerImage;
}

/** The props of a session timeout: by its name, and by its former one. */
export interface SessionTimeouts {
  readonly brokerSessionTimeout?: Duration;
  readonly zookeeperSessionTimeout?: Duration;
}

/** The session timeout by its name, or by its former one. */
export const sessionTimeoutOf = ({
  brokerSessionTimeout,
  zookeeperSessionTimeout: former,
}: SessionTimeouts): Duration | undefined => brokerSessionTimeout ?? former;

/** Nobody could tell which of the two counts. */
export const sessionTimeoutViolations = (
  subject: string,
  { brokerSessionTimeout, zookeeperSessionTimeout: former }: SessionTimeouts,
): readonly Violation[] =>
  brokerSessionTimeout === undefined || former === undefined
    ? []
    : [
        {
          code: 'SessionTimeoutTwice',
          subject,
          rule: 'brokerSessionTimeout must not be given by its former name, zookeeperSessionTimeout, as well',
          value: former.toString(),
          remedy: 'leave zookeeperSessionTimeout out',
        },
      ];
