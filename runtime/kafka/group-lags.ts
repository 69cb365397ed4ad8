import type { Admin } from 'kafkajs';
import { Duration } from '../../model/units/duration';
import { bounded, messageOf } from '../wait';

/** How far a consumer group is behind. */
export interface GroupLag {
  readonly group: string;
  /** Records after the group's committed offsets, of all partitions that have one. */
  readonly lag: number;
  /** How many partitions those are. */
  readonly partitions: number;
}

/** A group of which nobody tells how far it is behind, and why: its coordinator may be away, or a partition that it reads without a leader. */
export interface SilentGroup {
  readonly group: string;
  readonly silence: string;
}

const WITHIN = Duration.seconds(20);

/**
 * Consumer groups that have committed: those that could not be asked about, then the one that is most behind first.
 *
 * @param existing topics that there are: a group's offsets of others stay for a while
 */
export async function viewLags(
  admin: Pick<Admin, 'listGroups' | 'fetchOffsets' | 'fetchTopicOffsets'>,
  existing: ReadonlySet<string>,
): Promise<readonly (GroupLag | SilentGroup)[]> {
  const { groups } = await bounded(admin.listGroups(), { within: WITHIN, awaiting: 'the consumer groups' });
  const asked = new Map<string, Promise<ReadonlyMap<number, number>>>();
  const endsOf = (topic: string): Promise<ReadonlyMap<number, number>> => {
    const ends = asked.get(topic) ?? endsIn(admin, topic);
    asked.set(topic, ends);
    return ends;
  };
  const lagOf = async (group: string): Promise<GroupLag> => {
    const topics = (await admin.fetchOffsets({ groupId: group })).filter(({ topic }) => existing.has(topic));
    const behind = await Promise.all(
      topics.map(async ({ topic, partitions }) => {
        const ends = await endsOf(topic);
        return partitions.flatMap(({ partition, offset }) => {
          const end = ends.get(partition);
          return end === undefined || Number(offset) < 0 ? [] : [Math.max(0, end - Number(offset))];
        });
      }),
    );
    const lags = behind.flat();
    return { group, lag: lags.reduce((sum, each) => sum + each, 0), partitions: lags.length };
  };
  const found = await Promise.all(
    groups.map(({ groupId: group }) =>
      bounded(lagOf(group), { within: WITHIN, awaiting: `the lag of group ${group}` }).catch(
        (error: unknown): SilentGroup => ({ group, silence: messageOf(error) }),
      ),
    ),
  );
  const lagged = (each: GroupLag | SilentGroup): number => ('silence' in each ? Infinity : each.lag);
  return found
    .filter((each) => 'silence' in each || each.partitions > 0)
    .sort((a, b) => (lagged(a) === lagged(b) ? (a.group < b.group ? -1 : 1) : lagged(b) - lagged(a)));
}

/** Where each partition ends. */
async function endsIn(admin: Pick<Admin, 'fetchTopicOffsets'>, topic: string): Promise<ReadonlyMap<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}
