import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { MetadataStore } from '../../cluster/metadata-store';
import { isCount, rangeInWords, SENSE, sizeViolations } from '../../units/sense';
import { KafkaVersion } from '../../units/version';
import type { Advice, Violation } from '../../violation';

/** What is wrong or unwise in an ensemble, and in a cluster that keeps its metadata in one. */
export function zooKeeperViolations(
  subject: string,
  { version, brokerSessionTimeout: timeout }: ClusterBasis,
  { nodes, heap, memory }: Pick<MetadataStore, 'nodes' | 'heap' | 'memory'>,
): readonly (Violation | Advice)[] {
  const violations: (Violation | Advice)[] = [];
  const metadata = `${subject}/metadata`;
  if (!version.supportsZooKeeper) {
    violations.push({
      code: 'VersionWithoutZooKeeper',
      subject,
      rule: 'version must be 3.x to run with ZooKeeper, which 4.0 removed',
      value: version.version,
      remedy: `take ${KafkaVersion.V3_9_2.version}`,
    });
  }
  if (nodes !== 0 && !isCount(nodes, SENSE.metadataNodes)) {
    violations.push({
      code: 'CountIllegal',
      subject,
      rule: `metadata.nodes must be a whole number ${rangeInWords(SENSE.metadataNodes)}`,
      value: nodes,
      remedy: 'correct it, or leave it out for the default',
    });
  } else if (nodes < 1) {
    violations.push({
      code: 'ZooKeeperMissing',
      subject: metadata,
      rule: 'nodes must be 1 at least',
      value: nodes,
      remedy: 'declare 3, so that one may fail',
    });
  } else if (nodes % 2 === 0) {
    violations.push({
      code: 'ZooKeeperEven',
      subject: metadata,
      rule: 'nodes should be an odd number: an even one needs a larger majority and survives no more failures',
      value: nodes,
      remedy: `take ${nodes - 1} or ${nodes + 1}`,
      unwise: true,
    });
  }
  violations.push(...sizeViolations(metadata, 'heap', heap), ...sizeViolations(metadata, 'memory', memory));
  if (timeout.milliseconds < 4000) {
    violations.push({
      code: 'SessionTimeoutTooShort',
      subject,
      rule: 'brokerSessionTimeout must be 4s (two ZooKeeper ticks) at least',
      value: timeout.toString(),
      remedy: 'lengthen it',
    });
  }
  if (timeout.milliseconds > 40_000) {
    violations.push({
      code: 'SessionTimeoutTooLong',
      subject,
      rule: 'brokerSessionTimeout must be 40s (twenty ZooKeeper ticks) at most: ZooKeeper cuts it down without a word',
      value: timeout.toString(),
      remedy: 'shorten it',
    });
  }
  if (memory.bytes <= heap.bytes) {
    violations.push({
      code: 'MemoryBelowHeap',
      subject: metadata,
      rule: `memory must be above the heap of ${heap.toString()}, or the engine kills the node`,
      value: memory.toString(),
      remedy: 'leave it out for twice the heap',
    });
  }
  return violations;
}
