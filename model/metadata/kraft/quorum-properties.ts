import { INTER_BROKER_PROTOCOL } from '../../cluster/broker-settings';
import type { BrokerModel } from '../../cluster/cluster-basis';
import type { Properties } from '../../formats/properties';
import { CONTROLLER_LISTENER, CONTROLLER_PORT, type KraftController } from './kraft-controller';

/** Which property names all voters, whose number is decided then. */
const VOTERS = 'controller.quorum.voters';

/** What every server says of the quorum, and what judges rights in it. */
export const quorumProperties = (quorum: readonly KraftController[]): Properties => ({
  ...votersProperties(quorum),
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
});

/** Who votes, and how they are reached. */
export const votersProperties = (quorum: readonly KraftController[]): Properties => ({
  'controller.listener.names': CONTROLLER_LISTENER,
  [VOTERS]: quorum.map(({ nodeId, node }) => `${nodeId}@${node.backplaneHost}:${CONTROLLER_PORT}`).join(','),
});

/**
 * The same of a quorum whose members change: who votes stands in the metadata (KIP-853), and a server says where it finds some of them.
 */
export const withoutVoters = (properties: Properties, quorum: readonly KraftController[]): Properties => ({
  ...Object.fromEntries(Object.entries(properties).filter(([key]) => key !== VOTERS)),
  'controller.quorum.bootstrap.servers': quorum.map(({ node }) => `${node.backplaneHost}:${CONTROLLER_PORT}`).join(','),
});

/** What only a broker with KRaft says. */
export const memberProperties = (quorum: readonly KraftController[], broker: BrokerModel): Properties => ({
  'process.roles': 'broker',
  'node.id': broker.id,
  ...quorumProperties(quorum),
  // Brokers and controllers start at once; a broker waits for the quorum instead of giving up on it.
  'initial.broker.registration.timeout.ms': 120_000,
});

const OWN: ReadonlySet<string> = new Set([
  // `metadata.version` has taken its place, which the format decides: it would do nothing.
  INTER_BROKER_PROTOCOL,
  'broker.id',
  'node.id',
  'process.roles',
  'metadata.log.dir',
  'broker.session.timeout.ms',
  'early.start.listeners',
]);

/** Whether a broker's property is KRaft's business, also one that is left out for it. */
export const ownsQuorumProperty = (key: string): boolean =>
  OWN.has(key) || /^(zookeeper\.|controller\.(quorum\.(voters|bootstrap)|listener))/.test(key);
