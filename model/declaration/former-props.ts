import type { Duration } from '../units/duration';
import type { ServerImage } from '../cluster/image';
import { gssapi } from '../authentication/gssapi';
import { mutualTls } from '../authentication/mutual-tls';
import { plain } from '../authentication/plain';
import type { KerberosUserProps, PlainUserProps } from '../authentication/user-props';
import type { ClusterUser } from '../users/cluster-user';
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

/** Users as props, which came before `addUser`. */
interface UsersAsProps {
  readonly certificateUsers?: readonly string[];
  readonly plainUsers?: readonly (string | PlainUserProps)[];
  readonly kerberosUsers?: readonly (string | KerberosUserProps)[];
}

/** The users that a cluster's props name. */
export function formerUsers({
  certificateUsers = [],
  plainUsers = [],
  kerberosUsers = [],
}: UsersAsProps): readonly ClusterUser[] {
  return [
    ...certificateUsers.map((name) => ({ name, mechanism: mutualTls.name, version: 1 })),
    ...plainUsers
      .map((user): PlainUserProps => (typeof user === 'string' ? { name: user } : user))
      .map(({ name, passwordVersion: version = 1 }) => ({ name, mechanism: plain.name, version })),
    ...kerberosUsers
      .map((user): KerberosUserProps => (typeof user === 'string' ? { name: user } : user))
      .map(({ name, keyVersion: version = 1 }) => ({ name, mechanism: gssapi.name, version })),
  ];
}
