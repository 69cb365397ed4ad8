import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { MetadataStore } from '../../cluster/metadata-store';
import { KafkaVersion } from '../../units/version';
import type { Advice, Violation } from '../../violation';
import { serverViolations } from '../server-violations';
import { LONGEST_SESSION, SHORTEST_SESSION } from './zookeeper-properties';

/** What is wrong or unwise in an ensemble, and in a cluster that keeps its metadata in one. */
export function zooKeeperViolations(
  subject: string,
  { version, brokerSessionTimeout: timeout }: ClusterBasis,
  store: Pick<MetadataStore, 'nodes' | 'heap' | 'memory'>,
): readonly (Violation | Advice)[] {
  const violations: (Violation | Advice)[] = [];
  if (!version.supportsZooKeeper) {
    violations.push({
      code: 'VersionWithoutZooKeeper',
      subject,
      rule: 'version must be 3.x to run with ZooKeeper, which 4.0 removed',
      value: version.version,
      remedy: `take ${KafkaVersion.V3_9_2.version}; a new cluster can have KRaft: metadata: Metadata.kraft()`,
    });
  }
  violations.push(
    ...serverViolations(subject, store, {
      ...{ property: 'nodes', one: 'node' },
      missing: { code: 'ZooKeeperMissing' },
      even: { code: 'ZooKeeperEven', unwise: true },
    }),
  );
  if (timeout.milliseconds < SHORTEST_SESSION.milliseconds) {
    violations.push({
      code: 'SessionTimeoutTooShort',
      subject,
      rule: `brokerSessionTimeout must be ${SHORTEST_SESSION.toString()} at least, as short as ZooKeeper grants them`,
      value: timeout.toString(),
      remedy: 'lengthen it',
    });
  }
  if (timeout.milliseconds > LONGEST_SESSION.milliseconds) {
    violations.push({
      code: 'SessionTimeoutTooLong',
      subject,
      rule: `brokerSessionTimeout must be ${LONGEST_SESSION.toString()} at most: ZooKeeper cuts it down without a word`,
      value: timeout.toString(),
      remedy: 'shorten it',
    });
  }
  return violations;
}
