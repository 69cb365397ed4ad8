import { type DescribeAclResource } from 'kafkajs';
import type { ImportTarget } from '../../../../cli/import/importable';
import type { ManifestRule } from '../../../../model/manifest/manifest';
import { type ClusterContents, CONFIG_SOURCES, type ExistingTopic, type ScramCredential } from '../../../../proof';
import { asDescribed } from '../../../../proof/verification/declared-rule';

/** A topic as a cluster tells of it. */
export const topicOf = (
  name: string,
  {
    partitions = 1,
    factor = 3,
    config = {},
  }: { partitions?: number; factor?: number; config?: Readonly<Record<string, string>> } = {},
): ExistingTopic => {
  const replicas = Array.from({ length: factor }, (_, index) => index + 1);
  return {
    name,
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      ...{ topic: name, partition, leader: 1, replicas, isr: replicas },
    })),
    config: [
      { name: 'segment.ms', value: '604800000', source: CONFIG_SOURCES.file, places: [] },
      ...Object.entries(config).map(([key, value]) => ({
        ...{ name: key, value, source: CONFIG_SOURCES.topic, places: [] },
      })),
    ],
  };
};

export const ruleOf = (rule: Partial<ManifestRule>): DescribeAclResource =>
  asDescribed({
    ...{ principal: 'User:billing', permission: 'Allow', operation: 'Read', host: '*' },
    ...{ resourceType: 'Topic', pattern: 'Literal', resourceName: 'orders' },
    ...rule,
  });

export const credentialOf = (user: string, mechanism = 'SCRAM-SHA-512', iterations = 4096): ScramCredential => ({
  ...{ user, mechanism, iterations },
});

export const contentsOf = (contents: Partial<ClusterContents>): ClusterContents => ({
  ...{ topics: [], credentials: [], rules: [], quotas: [] },
  ...contents,
});

/** Of a cluster of which nothing is declared. */
export const TARGET: ImportTarget = {
  surroundings: { version: '3.9.2', brokerCount: 3, replicationFactor: 3 },
  declared: { topics: [], users: [], rules: [], quotas: [], ignored: [] },
  reserved: ['ANONYMOUS', 'admin'],
  mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'],
};
