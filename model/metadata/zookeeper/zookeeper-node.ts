import { possibleCount, SENSE } from '../../units/sense';
import type { ClusterNames, NodeName } from '../../names/names';

/** One node of the ensemble. */
export interface ZooKeeperNode {
  readonly id: number;
  readonly node: NodeName;
}

/** Role of its containers: their names begin with it. */
export const ZOOKEEPER_ROLE = 'zookeeper';

/** ZooKeeper's ports: clients over TLS, the leader's for its followers, and election. */
export const ZOOKEEPER_PORTS = { client: 2182, quorum: 2888, election: 3888 } as const;

/** Where things lie in its containers; as in the official image, so that it serves as it is. */
export const ZOOKEEPER_PATHS = {
  data: '/data',
  transactionLog: '/datalog',
  logs: '/logs',
  secrets: '/etc/zookeeper/secrets',
} as const;

/** Folder, in a broker's secrets, of the identity that all brokers share towards ZooKeeper; also that one's name. */
export const ZOOKEEPER_CLIENT = 'zookeeper-client';

/** The nodes of an ensemble of that size. */
export const zooKeeperNodes = (names: ClusterNames, nodes: number): readonly ZooKeeperNode[] =>
  Array.from({ length: possibleCount(nodes, SENSE.metadataNodes) }, (_, index) => ({
    id: index + 1,
    node: names.server(ZOOKEEPER_ROLE, index + 1),
  }));

/** Volume of a node's transaction log. */
export const transactionLogVolume = (node: NodeName): string => `${node.container}-datalog`;
