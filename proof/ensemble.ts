import { ZOOKEEPER_PORTS } from '../constructs/private/cluster-model';
import type { ManifestZooKeeper } from '../constructs/private/manifest';
import type { Proof } from './proof';
import { socketsOf, type Socket } from './sockets';

/** What a ZooKeeper node does; `none` when it is down, or without a quorum. */
export type EnsembleRole = 'leader' | 'follower' | 'none';

/** A ZooKeeper node, as its kernel's table of sockets shows it. */
export interface EnsembleNode {
  readonly container: string;
  readonly role: EnsembleRole;
  /** Connections of clients to it. */
  readonly clients: number;
}

/** Who leads listens on the quorum port, who follows is connected to the leader's. */
export function roleOf(sockets: readonly Socket[]): Pick<EnsembleNode, 'role' | 'clients'> {
  const { quorum, client } = ZOOKEEPER_PORTS;
  const leads = sockets.some(({ local, state }) => local === quorum && state === 'listening');
  const follows = sockets.some(({ remote, state }) => remote === quorum && state === 'established');
  return {
    role: leads ? 'leader' : follows ? 'follower' : 'none',
    clients: sockets.filter(({ local, state }) => local === client && state === 'established').length,
  };
}

/** Every ZooKeeper node of the cluster. */
export async function viewEnsemble(proof: Pick<Proof, 'engine' | 'manifest' | 'signal'>): Promise<EnsembleNode[]> {
  return await Promise.all(proof.manifest.zookeepers.map((node) => viewNode(proof, node)));
}

async function viewNode(
  { engine, signal }: Pick<Proof, 'engine' | 'signal'>,
  { container }: ManifestZooKeeper,
): Promise<EnsembleNode> {
  return { container, ...roleOf((await socketsOf(engine, container, signal)) ?? []) };
}

/** How many nodes must serve: more than half. */
export function majority(nodes: number): number {
  return Math.floor(nodes / 2) + 1;
}
