import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import type { Properties } from '../../formats/properties';
import { brokerMappingRules } from '../../names/distinguished-name';
import { CONTROLLER_LISTENER, CONTROLLER_PORT, type KraftController } from './kraft-controller';
import { memberProperties } from './quorum-properties';

const ROLES: Properties = { 'process.roles': 'broker,controller' };

const bindOf = ({ node }: BrokerModel): string => `${CONTROLLER_LISTENER}://${node.backplaneHost}:${CONTROLLER_PORT}`;

/** What a broker says that is its own controller: it listens as one too, for itself alone. */
export const combinedProperties = (
  cluster: ClusterBasis,
  voters: readonly KraftController[],
  broker: BrokerModel,
): Properties => ({
  ...memberProperties(voters, broker),
  ...ROLES,
  listeners: [...cluster.listeners.map((listener) => listener.bindFor(broker, cluster)), bindOf(broker)].join(','),
  'listener.name.controller.ssl.client.auth': 'required',
  'listener.name.controller.ssl.principal.mapping.rules': brokerMappingRules(cluster.names),
  'broker.session.timeout.ms': cluster.brokerSessionTimeout.milliseconds,
});

/** As much of it as its volume is formatted by. */
export const combinedStorageProperties = (voters: readonly KraftController[], broker: BrokerModel): Properties => ({
  ...memberProperties(voters, broker),
  ...ROLES,
  // The tool wants a listener for each role, and opens none.
  listeners: `PLAINTEXT://:9092,${bindOf(broker)}`,
});
