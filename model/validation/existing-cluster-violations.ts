import type { KafkaClusterAttributes } from '../../constructs/cluster/existing-cluster';
import { nameFaults } from './cluster-violations';
import type { Fault } from './violation';
import { isHostAndPort } from '../listeners/host-endpoint';
import { replicationFaults } from './replication-violations';
import { safeMinInsyncReplicas } from '../cluster/resolve-cluster';

/** Everything that is wrong with what is said of a cluster that stands already. */
export function existingClusterFaults(
  subject: string,
  { name, bootstrapServers, brokerCount }: KafkaClusterAttributes,
  replicationFactor: number,
): readonly Fault[] {
  const countFaults: readonly Fault[] =
    Number.isInteger(brokerCount) && brokerCount > 0
      ? replicationFaults(subject, {
          factor: replicationFactor,
          minimum: safeMinInsyncReplicas(replicationFactor),
          brokers: brokerCount,
        })
      : [
          {
            code: 'CountIllegal',
            subject,
            rule: 'brokerCount must be a whole number, 1 at least',
            value: brokerCount,
            remedy: 'count the cluster’s brokers',
          },
        ];
  return [...nameFaults(subject, { name }), ...serverFaults(subject, bootstrapServers), ...countFaults];
}

function serverFaults(subject: string, servers: readonly string[]): readonly Fault[] {
  const fault = {
    code: 'BootstrapServersIllegal',
    subject,
    rule: 'bootstrapServers must be host:port of one broker at least, without a protocol before it',
    remedy: 'name listeners that take the administrator’s certificate, such as kafka-1.example.org:9093',
  };
  return servers.length === 0
    ? [{ ...fault, value: 'none' }]
    : servers.filter((server) => !isHostAndPort(server)).map((value) => ({ ...fault, value }));
}
