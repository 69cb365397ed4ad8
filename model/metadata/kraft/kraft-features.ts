import type { FeatureLevels } from '../../cluster/metadata-store';
import type { KafkaVersion } from '../../units/version';

/** What the log of the metadata is written by. */
export const LOG_FEATURE = 'metadata.version';
/**
 * 3.3-IV3: what Kafka takes a log for that does not say by what it is written; Kafka 3.9 takes it for an earlier one still. None that is
 * declared begins so low. A quorum comes to it that loses its first leader amid what it begins with (KAFKA-20839), as on a machine without time to spare.
 */
export const UNTOLD_LEVEL = 7;

/**
 * What a new cluster of each line uses, as `kafka-features.sh version-mapping` tells. `kraft.version` is not among them: it makes a static
 * quorum one whose members change (KIP-853), and can't be taken back: where that is declared, {@link DYNAMIC_LEVELS} are added.
 */
const LEVELS: Readonly<Record<string, FeatureLevels>> = {
  '3.9': { [LOG_FEATURE]: 21 },
  '4.4': {
    [LOG_FEATURE]: 33,
    'transaction.version': 2,
    'group.version': 1,
    'eligible.leader.replicas.version': 1,
    'share.version': 2,
    'streams.version': 1,
  },
};

/** What makes a quorum one whose members change. */
export const QUORUM_FEATURE = 'kraft.version';
export const DYNAMIC_LEVELS: FeatureLevels = { [QUORUM_FEATURE]: 1 };

/** The levels of a version's line; none for one that hasn't been tried. */
export const featureLevelsOf = ({ line }: KafkaVersion): FeatureLevels => LEVELS[line] ?? {};
