import { Duration } from '../../../model/units/duration';
import { ZOOKEEPER_PORTS } from '../../../model/metadata/zookeeper/zookeeper-node';
import type { ManifestMetadataServer } from '../../../model/manifest/manifest';
import { patient } from '../../../runtime/patience';
import { until } from '../../../runtime/wait';
import type { ProofContext } from '../../context/proof-context';
import { promised } from '../../context/promise-broken';
import { socketsOf, type Socket } from '../../protocol/sockets';
import { isServing, type QuorumServer } from '../quorum-loss';

/** A ZooKeeper node, as its kernel's table of sockets shows it. */
export interface EnsembleNode extends QuorumServer {
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
export async function viewEnsemble(
  proof: Pick<ProofContext, 'engines' | 'manifest' | 'signal'>,
): Promise<EnsembleNode[]> {
  return await Promise.all(proof.manifest.metadata.servers.map((node) => viewNode(proof, node)));
}

async function viewNode(
  { engines, signal }: Pick<ProofContext, 'engines' | 'signal'>,
  { container }: ManifestMetadataServer,
): Promise<EnsembleNode> {
  return { container, ...roleOf((await socketsOf(engines, container, signal)) ?? []) };
}

/** Waits until so many nodes serve, one of them as the leader, with so many connections of brokers at least. */
export async function awaitServing(
  proof: Pick<ProofContext, 'engines' | 'manifest' | 'signal'>,
  nodes: number,
  clients: number,
): Promise<{ readonly clients: number }> {
  return await promised(
    until(
      async () => {
        const ensemble = await viewEnsemble(proof);
        const connected = ensemble.reduce((sum, node) => sum + node.clients, 0);
        return isServing(ensemble, nodes) && connected >= clients && { clients: connected };
      },
      {
        // An election can need several rounds on a busy machine.
        within: patient(120),
        awaiting: `${nodes} ZooKeeper nodes to serve every broker`,
        every: Duration.milliseconds(250),
        signal: proof.signal,
      },
    ),
  );
}
