import type { Properties } from '../formats/properties';
import type { ManifestTopic } from '../manifest/manifest';
import { SettingDefinitions } from '../settings/setting-definitions';
import { KafkaVersion } from '../units/version';
import type { Advice, Violation } from '../violation';
import { remoteStorageViolations } from './remote-storage';
import { topicDefaults, type TopicProps, topicSettings } from './topic-props';
import { safeMinInsyncReplicas } from './topic-safety';
import { topicViolations } from './topic-violations';

/** What of a cluster a topic is declared against. */
export interface TopicSurroundings {
  readonly version: string;
  readonly brokerCount: number;
  /** Where a topic does not say. */
  readonly replicationFactor: number;
  /** The brokers' own properties, where they are known. */
  readonly brokers?: Properties;
}

/** A topic as it is declared, and everything that is wrong or unwise with it. */
export function declaredTopic(
  subject: string,
  name: string,
  props: TopicProps,
  { version, brokerCount, replicationFactor: ofCluster, brokers }: TopicSurroundings,
): { readonly topic: ManifestTopic; readonly found: readonly (Violation | Advice)[] } {
  const replicationFactor = props.replicationFactor ?? ofCluster;
  const minimum =
    props.minInsyncReplicas ??
    (props.inheritMinInsyncReplicas === true ? undefined : safeMinInsyncReplicas(replicationFactor));
  const settings = topicSettings(props, minimum);
  const definitions = SettingDefinitions.of(KafkaVersion.of(version));
  const config = definitions.topicTexts(settings);
  const topic = { name, partitions: props.partitions, replicationFactor, config, allowed: props.allow ?? [] };
  return {
    topic,
    found: [
      ...topicViolations(subject, topic, minimum, brokerCount, props),
      ...definitions.topicViolations(subject, settings, topicDefaults(brokers)),
      ...remoteStorageViolations(subject, config, brokers),
    ],
  };
}
