import type { ClusterManifest } from '../manifest/manifest';
import type { PartitionPlacement, WantedPlacement } from './plan-moves';

/** Kafka's own topics: the brokers' settings that say how many copies they have, and how many must be in sync. */
export const INTERNAL_TOPICS = {
  __consumer_offsets: { factor: 'offsets.topic.replication.factor', minimum: 'min.insync.replicas' },
  __transaction_state: { factor: 'transaction.state.log.replication.factor', minimum: 'transaction.state.log.min.isr' },
} as const;

/** A topic may be called like what every object has, such as `constructor`. */
export const isInternalTopic = (topic: string): topic is keyof typeof INTERNAL_TOPICS =>
  Object.hasOwn(INTERNAL_TOPICS, topic);

/** What of a cluster decides where copies belong. */
export type DeclaredPlacement = Pick<ClusterManifest, 'brokers' | 'topics'>;

/** A setting that is the same for all brokers. */
export const brokerNumber = ({ brokers }: Pick<DeclaredPlacement, 'brokers'>, name: string): number | undefined => {
  const value = Number(brokers[0]?.settings[name]);
  return Number.isInteger(value) ? value : undefined;
};

/** How many copies a topic is declared to have; undefined for one that nobody has declared here. */
export function declaredFactor(declared: DeclaredPlacement, topic: string): number | undefined {
  return isInternalTopic(topic)
    ? brokerNumber(declared, INTERNAL_TOPICS[topic].factor)
    : declared.topics.find(({ name }) => name === topic)?.replicationFactor;
}

/** What limits how fast copies of a topic move, by Kafka's names. */
export const LIMITED_REPLICAS = ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'];

/** Whether a topic's copies are declared to be limited, whatever moves: nothing that moves have left. */
export const isLimitedAsDeclared = ({ topics }: Pick<DeclaredPlacement, 'topics'>, topic: string): boolean =>
  topics.some(({ name, config }) => name === topic && LIMITED_REPLICAS.some((setting) => setting in config));

/**
 * Where the copies belong by what is declared. Topics that nobody has declared here keep their number of copies.
 *
 * @param scope `all` for the best there is; `needed` for that where a broker has come or gone, and otherwise only for what
 * has another number of copies than is declared
 */
export function wantedPlacement(
  declared: DeclaredPlacement,
  placements: readonly PartitionPlacement[],
  scope: 'all' | 'needed',
): WantedPlacement {
  const factorOf = (placement: PartitionPlacement): number =>
    declaredFactor(declared, placement.topic) ?? placement.replicas.length;
  const differing = new Set(
    placements.filter((each) => factorOf(each) !== each.replicas.length).map(({ topic }) => topic),
  );
  const everything = scope === 'all' || haveChanged(declared, placements);
  return {
    brokers: declared.brokers.map(({ id, settings }) => ({ id, rack: settings['broker.rack'] ?? '' })),
    factorOf,
    mayMove: (topic) => everything || differing.has(topic),
  };
}

/** Whether copies are on a broker that is declared no more, or a broker has none. */
function haveChanged({ brokers }: DeclaredPlacement, placements: readonly PartitionPlacement[]): boolean {
  const holders = new Set(placements.flatMap(({ replicas }) => replicas));
  return (
    brokers.some(({ id }) => !holders.has(id)) ||
    [...holders].some((holder) => brokers.every(({ id }) => id !== holder))
  );
}
