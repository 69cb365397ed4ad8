import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { MetadataStore } from '../../cluster/metadata-store';
import { KafkaVersion } from '../../units/version';
import type { Violation } from '../../violation';

/** What is wrong in a cluster whose metadata are to go to a quorum. */
export const migrationViolations = (
  subject: string,
  { version, gate }: Pick<ClusterBasis, 'version' | 'gate'>,
): readonly Violation[] => [
  ...(gate === undefined
    ? [
        {
          code: 'MigrationUngated',
          subject,
          rule: 'gate must be given while metadata go from ZooKeeper to KRaft: it keeps servers from being replaced before their turn',
          remedy: 'take ProjectTools.of(name).gate, as KafkaPlatform does',
        },
      ]
    : []),
  ...(version.line === KafkaVersion.V3_9_2.line
    ? []
    : [
        {
          code: 'MigrationVersion',
          subject,
          rule: `version must be ${KafkaVersion.V3_9_2.line} while metadata go from ZooKeeper to KRaft: earlier ones lack repairs of it, later ones have no ZooKeeper`,
          value: version.version,
          remedy: `upgrade to ${KafkaVersion.V3_9_2.version} first, in a deployment of its own`,
        },
      ]),
];

/** What is wrong where metadata are to go between stores that know no way. */
export const endsViolation = (from: Pick<MetadataStore, 'name'>, to: Pick<MetadataStore, 'name'>): Violation => ({
  code: 'MigrationEnds',
  subject: 'Metadata.migration',
  rule: 'must lead from Metadata.zooKeeper to Metadata.kraft with controllers of their own: Kafka knows no other way',
  value: `from ${from.name} to ${to.name}`,
  remedy: 'declare from: Metadata.zooKeeper() as the cluster has it, and to: Metadata.kraft({ controllers: 3 })',
});
