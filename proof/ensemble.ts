import { ZOOKEEPER_PORTS } from '../constructs/private/cluster-model';
import type { ManifestZooKeeper } from '../constructs/private/manifest';
import { bounded } from '../tools/clients/wait';
import type { Proof } from './proof';

/** What a ZooKeeper node does; `none` when it is down, or without a quorum. */
export type EnsembleRole = 'leader' | 'follower' | 'none';

/** A ZooKeeper node, as its kernel's table of sockets shows it. */
export interface EnsembleNode {
  readonly container: string;
  readonly role: EnsembleRole;
  /** Connections of clients to it. */
  readonly clients: number;
}

const LISTEN = '0A';
const ESTABLISHED = '01';

/** Reads `/proc/net/tcp`: who leads listens on the quorum port, who follows is connected to the leader's. */
export function readSockets(table: string): Pick<EnsembleNode, 'role' | 'clients'> {
  const sockets = [...table.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) /gm)].map(
    ([, local = '', remote = '', state]) => ({ local: parseInt(local, 16), remote: parseInt(remote, 16), state }),
  );
  const { quorum, client } = ZOOKEEPER_PORTS;
  const leads = sockets.some(({ local, state }) => local === quorum && state === LISTEN);
  const follows = sockets.some(({ remote, state }) => remote === quorum && state === ESTABLISHED);
  return {
    role: leads ? 'leader' : follows ? 'follower' : 'none',
    clients: sockets.filter(({ local, state }) => local === client && state === ESTABLISHED).length,
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
  const server = engine.getContainer(container);
  const { State } = await server.inspect();
  if (!State.Running || State.Paused) {
    return { container, role: 'none', clients: 0 };
  }
  const exec = await server.exec({
    Cmd: ['cat', '/proc/net/tcp', '/proc/net/tcp6'],
    AttachStdout: true,
    // Without a terminal the engine would mix its own framing into the output.
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  const chunks: Buffer[] = [];
  const over = new Promise<void>((done, fail) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', done).once('close', done).once('error', fail);
  });
  try {
    await bounded(over, { within: '10s', awaiting: `the sockets of ${container}`, signal });
  } finally {
    stream.destroy();
  }
  return { container, ...readSockets(Buffer.concat(chunks).toString('utf8')) };
}

/** How many nodes must serve: more than half. */
export function majority(nodes: number): number {
  return Math.floor(nodes / 2) + 1;
}
