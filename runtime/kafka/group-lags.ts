import type { Admin } from 'kafkajs';
import { Duration } from '../../model/units/duration';
import { bounded } from '../wait';

/** How far a consumer group is behind. */
export interface GroupLag {
  readonly group: string;
  /** Records after the group's committed offsets, of all partitions that have one. */
  readonly lag: number;
  /** How many partitions those are. */
  readonly partitions: number;
}

const WITHIN = Duration.seconds(20);

/** Consumer groups that have committed, the one that is most behind first. */
export async function viewLags(admin: Admin): Promise<readonly GroupLag[]> {
  const { groups } = await bounded(admin.listGroups(), { within: WITHIN, awaiting: 'the consumer groups' });
  const committed = await bounded(
    Promise.all(groups.map(async ({ groupId }) => ({ groupId, topics: await admin.fetchOffsets({ groupId }) }))),
    { within: WITHIN, awaiting: 'the offsets that groups have committed' },
  );
  const topics = [...new Set(committed.flatMap((group) => group.topics.map(({ topic }) => topic)))];
  const ends = new Map(
    await bounded(Promise.all(topics.map(async (topic) => [topic, await endsOf(admin, topic)] as const)), {
      within: WITHIN,
      awaiting: 'the ends of topics',
    }),
  );
  return committed
    .map(({ groupId, topics }) => {
      const behind = topics.flatMap(({ topic, partitions }) =>
        partitions.flatMap(({ partition, offset }) => {
          const end = ends.get(topic)?.get(partition);
          return end === undefined || Number(offset) < 0 ? [] : [Math.max(0, end - Number(offset))];
        }),
      );
      return { group: groupId, lag: behind.reduce((sum, each) => sum + each, 0), partitions: behind.length };
    })
    .filter(({ partitions }) => partitions > 0)
    .sort((a, b) => b.lag - a.lag || (a.group < b.group ? -1 : 1));
}

/** Where each partition ends; nowhere for a topic that is gone, of which a group's offsets stay for a while. */
async function endsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic).catch(() => []);
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}
