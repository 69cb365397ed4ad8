import { MECHANISMS } from '../authentication/mechanisms';
import { brokerProperties } from './broker-properties';
import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import { brokerLogging } from './logging';
import { brokerRules } from '../monitoring/jmx/broker-rules';
import { resolutionFiles } from './name-resolution';
import { metricsRules } from '../monitoring/jmx/jmx-rule';
import { renderProperties } from '../formats/properties';
import { type ConfigurationFile, versioned } from '../formats/versioned-file';

/**
 * A broker's configuration file. Its name holds a digest of its content: a running broker keeps its file when another is
 * written beside it, and the changed name in the command is what makes Terraform replace the container.
 */
export const brokerFile = (cluster: ClusterModel, broker: BrokerModel): ConfigurationFile =>
  versioned(broker.node.container, 'properties', renderProperties(brokerProperties(cluster, broker)));

/** What the agents in the brokers serve. */
export const brokerMetrics = ({ store }: ClusterModel): ConfigurationFile =>
  metricsRules('kafka', brokerRules(store.monitoring.brokerBeans));

/**
 * Every file that servers of a cluster read, none of them secret.
 *
 * @param isHere whether a server, by its container, is among them; by default each is
 */
export function configurationFiles(
  cluster: ClusterModel,
  isHere: (container: string) => boolean = () => true,
): readonly ConfigurationFile[] {
  const { store } = cluster;
  const storeMetrics = Object.entries(store.monitoring.rules).map(([role, rules]) => metricsRules(role, rules));
  return [
    brokerLogging(cluster, store),
    ...resolutionFiles(store),
    ...store.files(cluster),
    ...(cluster.metrics ? [brokerMetrics(cluster), ...storeMetrics] : []),
    ...MECHANISMS.flatMap(({ broker }) => broker.files?.(cluster) ?? []),
    ...cluster.brokers
      .filter(({ node: { container } }) => isHere(container))
      .map((broker) => brokerFile(cluster, broker)),
    ...store.servers(cluster).flatMap(({ node: { container }, file }) => (isHere(container) ? [file] : [])),
  ];
}
