import type { MetadataBoards } from './metadata-boards';
import { KRAFT_BOARDS } from './kraft';
import { ZOOKEEPER_BOARDS } from './zookeeper';

/** What each metadata store adds. */
export const METADATA_BOARDS: readonly MetadataBoards[] = [ZOOKEEPER_BOARDS, KRAFT_BOARDS];
