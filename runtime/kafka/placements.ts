import { type Admin, ConfigSource } from 'kafkajs';
import { z } from 'zod';
import { MINIMUM } from '../../model/moving/minimum-in-sync';
import { LIMITED_REPLICAS } from '../../model/moving/wanted-placement';
import { Duration } from '../../model/units/duration';
import { until } from '../wait';
import { type PartitionView, viewPartitions } from './cluster-view';
import { brokerSettings, type ResourceSettings, topicSettings } from './resource-settings';
import { severalAnswers } from './several-answers';

const ids = z.array(z.number());
const ongoing = z.array(
  z.object({
    name: z.string(),
    partitions: z.array(z.object({ partition: z.number(), replicas: ids, addingReplicas: ids, removingReplicas: ids })),
  }),
);
const WITHIN = Duration.seconds(30);
const SETTINGS = { within: WITHIN, awaiting: 'settings of topics and brokers' };

/** What limits how fast copies move at a broker. */
const THROTTLED_RATE = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'];

/** A partition of which the brokers move copies. */
export interface OngoingMove {
  readonly topic: string;
  readonly partition: number;
  /** Where its copies are in the end. */
  readonly replicas: readonly number[];
  /** Brokers that get a copy. */
  readonly added: readonly number[];
}

/** What the brokers move at this moment, whoever asked for that. */
export async function ongoingMoves(admin: Admin): Promise<readonly OngoingMove[]> {
  // Only the controller answers, and brokers may name a former one for a while after it has changed.
  const { topics } = await until(() => admin.listPartitionReassignments({}), {
    within: WITHIN,
    awaiting: 'the moves that are under way',
  });
  // The client's types name these fields otherwise than it does.
  return ongoing.parse(topics).flatMap(({ name, partitions }) =>
    partitions.map(({ partition, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition,
      replicas: replicas.filter((id) => !removingReplicas.includes(id)),
      added: addingReplicas,
    })),
  );
}

/** All partitions, as several answers say alike: a broker that has just started does not know all of them. */
export async function agreedPartitions(admin: Admin): Promise<readonly PartitionView[] | undefined> {
  const views = await severalAnswers(() => viewPartitions(admin));
  const [first = []] = views;
  return views.every((view) => placesOf(view) === placesOf(first)) ? first : undefined;
}

const placesOf = (partitions: readonly PartitionView[]): string =>
  partitions.map(({ topic, partition, replicas }) => `${topic}-${partition}:${replicas.join()}`).join(' ');

/** What moves have left behind: topics, and brokers by their ids, whose copies are limited. */
export interface Throttles {
  readonly topics: readonly string[];
  readonly brokers: readonly number[];
}

export async function throttlesOf(
  admin: Admin,
  topics: readonly string[],
  brokers: readonly number[],
): Promise<Throttles> {
  const limited = <Of>(found: ReadonlyMap<Of, ResourceSettings>): readonly Of[] =>
    [...found].flatMap(([of, settings]) =>
      [...settings.values()].some(({ configValue }) => !['', null].includes(configValue)) ? [of] : [],
    );
  return {
    topics: limited(await topicSettings(admin, topics, LIMITED_REPLICAS, SETTINGS)),
    brokers: limited(await brokerSettings(admin, brokers, THROTTLED_RATE, SETTINGS)),
  };
}

/** How many copies must be in sync for a write, by topic. */
export async function minimaOf(
  admin: Admin,
  topics: readonly string[],
): Promise<readonly { readonly topic: string; readonly value: number; readonly isOwn: boolean }[]> {
  const found = await topicSettings(admin, topics, [MINIMUM], SETTINGS);
  return [...found].flatMap(([topic, settings]) => {
    const minimum = settings.get(MINIMUM);
    return minimum === undefined
      ? []
      : [
          {
            topic,
            value: Number(minimum.configValue),
            isOwn: minimum.configSource === ConfigSource.TOPIC_CONFIG,
          },
        ];
  });
}
