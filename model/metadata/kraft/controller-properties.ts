import type { ClusterBasis } from '../../cluster/cluster-basis';
import { authorizerProperties, tlsProperties, topicDefaults } from '../../files/server-properties';
import type { Properties } from '../../formats/properties';
import { brokerMappingRules, serverMappingRule, serversName } from '../../names/distinguished-name';
import { PATHS } from '../../names/paths';
import {
  CONTROLLER_LISTENER,
  CONTROLLER_PORT,
  CONTROLLER_PROTOCOL,
  CONTROLLERS_UNIT,
  type KraftController,
} from './kraft-controller';
import { quorumProperties } from './quorum-properties';

/**
 * A controller's properties. It makes the topics and judges the rights of requests that brokers hand on to it, so what brokers say of
 * either stands here too.
 */
export function controllerProperties(
  cluster: ClusterBasis,
  quorum: readonly KraftController[],
  self: KraftController,
): Properties {
  const { names, brokerSessionTimeout } = cluster;
  return {
    ...topicDefaults(cluster),
    ...cluster.brokerProperties,
    ...storageProperties(quorum, self, PATHS.kafka.data),
    ...tlsProperties(cluster),
    'listener.security.protocol.map': `${CONTROLLER_LISTENER}:${CONTROLLER_PROTOCOL}`,
    'listener.name.controller.ssl.client.auth': 'required',
    // Brokers and the other controllers, and nobody else.
    'listener.name.controller.ssl.principal.mapping.rules': [
      brokerMappingRules(names),
      serverMappingRule(names, CONTROLLERS_UNIT),
    ].join(','),
    ...judgementOf(cluster),
    'broker.session.timeout.ms': brokerSessionTimeout.milliseconds,
  };
}

/** What of it a cluster may set otherwise than the package, with open eyes: a request that brokers hand on is judged here alone. */
const JUDGEMENT = ['allow.everyone.if.no.acl.found', 'authorizer.class.name'];

/** Who may do what: as brokers judge it, and the controllers themselves everything. */
function judgementOf(cluster: ClusterBasis): Properties {
  const { names, brokerProperties } = cluster;
  const own = authorizerProperties(cluster, [serversName(names, CONTROLLERS_UNIT)]);
  const given = Object.entries(brokerProperties);
  return {
    ...own,
    ...Object.fromEntries(given.filter(([key]) => JUDGEMENT.includes(key))),
    'super.users': [
      own['super.users'],
      ...given.flatMap(([key, value]) => (key === 'super.users' ? [value] : [])),
    ].join(';'),
  };
}

/** As much of them as its volume is formatted by, where the volume is in that folder. */
export const storageProperties = (
  quorum: readonly KraftController[],
  { nodeId, node }: KraftController,
  folder: string,
): Properties => ({
  'process.roles': 'controller',
  'node.id': nodeId,
  'log.dirs': folder,
  listeners: `${CONTROLLER_LISTENER}://${node.backplaneHost}:${CONTROLLER_PORT}`,
  ...quorumProperties(quorum),
});
