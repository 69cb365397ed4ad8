import type { Board } from './board';
import { brokerBoard } from './broker';
import { clusterBoard, type ClusterBoardProps } from './cluster';
import { consumerGroupsBoard } from './consumer-groups';
import { METADATA_BOARDS } from './metadata';
import type { MetadataBoards } from './metadata/metadata-boards';
import { topicBoard } from './topic';

type Boards = Readonly<Record<string, () => Board>>;

/** What is told of a cluster as a whole, on one host or on several. */
const clusterBoards = (props: ClusterBoardProps): Boards => ({
  cluster: () => clusterBoard(props),
  'cluster-on-hosts': () => clusterBoard({ ...props, hosts: 'several' }),
});

/** What is told of any cluster. */
const COMMON: Boards = {
  ...clusterBoards({ servers: 'metadata servers', countedBy: 'the controller' }),
  broker: () => brokerBoard([]),
  topic: topicBoard,
  'consumer-groups': consumerGroupsBoard,
};

/** What is told otherwise, or besides, of a cluster with a store. */
const boardsOf = ({ brokerPanels, own, ...store }: MetadataBoards): Boards => ({
  ...clusterBoards(store),
  broker: () => brokerBoard(brokerPanels()),
  ...own,
});

const filesIn = (folder: string, boards: Boards): readonly (readonly [string, () => Board])[] =>
  Object.entries(boards).map(([name, make]) => [`${folder}/generated/${name}.json`, make]);

/** Every dashboard, by the path of its file in the project. */
export const BOARDS: Boards = Object.fromEntries([
  ...filesIn('model/monitoring', COMMON),
  ...METADATA_BOARDS.flatMap((store) => filesIn(`model/metadata/${store.store}`, boardsOf(store))),
]);

/** A dashboard as its file has it. */
export const render = (board: Board): string => `${JSON.stringify(board, undefined, 2)}\n`;
