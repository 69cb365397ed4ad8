import type { Board } from './board';
import { brokerBoard } from './broker';
import { clusterBoard } from './cluster';
import { consumerGroupsBoard } from './consumer-groups';
import { topicBoard } from './topic';
import { zooKeeperBoard, zooKeeperClientPanels } from './zookeeper';

/** Every dashboard, by the name of its file. */
export const BOARDS: Readonly<Record<string, () => Board>> = {
  cluster: () => clusterBoard('ZooKeeper nodes'),
  broker: () => brokerBoard(zooKeeperClientPanels()),
  topic: topicBoard,
  'consumer-groups': consumerGroupsBoard,
  zookeeper: zooKeeperBoard,
};

/** A dashboard as its file has it. */
export const render = (board: Board): string => `${JSON.stringify(board, undefined, 2)}\n`;
