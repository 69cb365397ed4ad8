import type { KafkaClusterAttributes } from './cluster-attributes';
import { nameViolations } from './cluster-violations';
import type { Violation } from '../violation';
import { isHostAndPort } from '../names/host-endpoint';
import { replicationViolations } from '../resources/replication-violations';
import { safeMinInsyncReplicas } from '../resources/topic-safety';
import { isCount, rangeInWords, SENSE } from '../units/sense';

/** Everything that is wrong with what is said of a cluster that stands already. */
export function existingClusterViolations(
  subject: string,
  { name, bootstrapServers, brokerCount }: KafkaClusterAttributes,
  replicationFactor: number,
): readonly Violation[] {
  const countViolations: readonly Violation[] = isCount(brokerCount, SENSE.brokerCount)
    ? replicationViolations(subject, {
        factor: replicationFactor,
        minimum: safeMinInsyncReplicas(replicationFactor),
        brokers: brokerCount,
      })
    : [
        {
          code: 'CountIllegal',
          subject,
          rule: `brokerCount must be a whole number ${rangeInWords(SENSE.brokerCount)}`,
          value: brokerCount,
          remedy: 'count the cluster’s brokers',
        },
      ];
  return [...nameViolations(subject, { name }), ...serverViolations(subject, bootstrapServers), ...countViolations];
}

function serverViolations(subject: string, servers: readonly string[]): readonly Violation[] {
  const violation = {
    code: 'BootstrapServersIllegal',
    subject,
    rule: 'bootstrapServers must be host:port of one broker at least, without a protocol before it',
    remedy: 'name listeners that take the administrator’s certificate, such as kafka-1.example.org:9093',
  };
  return servers.length === 0
    ? [{ ...violation, value: 'none' }]
    : servers.filter((server) => !isHostAndPort(server)).map((value) => ({ ...violation, value }));
}

/** What two constructs for one cluster say of it that can't both be so. */
export function differingAttributes(
  subject: string,
  one: StandingCluster,
  other: StandingCluster,
): readonly Violation[] {
  return (['brokerCount', 'version'] as const)
    .filter((name) => one[name] !== other[name])
    .map((name) => ({
      code: 'ClusterAttributesDiffer',
      subject,
      rule: `${name} must be what ${other.name} has, which is the same cluster by its servers: ${other[name]}`,
      value: one[name],
      remedy: 'make one KafkaCluster.fromKafkaClusterAttributes, and give it to all KafkaResources',
    }));
}

/** What there is one truth of. */
interface StandingCluster {
  readonly name: string;
  readonly brokerCount: number;
  readonly version: string;
}
