import type { FeatureLevels } from '../../cluster/metadata-store';
import type { KafkaVersion } from '../../units/version';

/**
 * What a new cluster of each line uses, as `kafka-features.sh version-mapping` tells. `kraft.version` is not among them: it makes a static
 * quorum one whose members change (KIP-853), and can't be taken back: where that is declared, {@link DYNAMIC_LEVELS} are added.
 */
const LEVELS: Readonly<Record<string, FeatureLevels>> = {
  '3.9': { 'metadata.version': 21 },
  '4.4': {
    'metadata.version': 33,
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
