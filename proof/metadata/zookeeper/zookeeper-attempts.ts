import { ZOOKEEPER_PORTS } from '../../../model/metadata/zookeeper/zookeeper-node';
import type { Attempt } from '../../auth-matrix/attempt';
import { closedProbes, unreachableProbes } from '../../auth-matrix/closed-ports';
import type { AuthFixture } from '../../auth-matrix/fixture';
import { runProbe, runProbes, type ProbeTarget, type TargetServer } from '../../auth-matrix/probe';
import { leading, quorumProbes, zooKeeperProbes } from './zookeeper-probes';

/** ZooKeeper's plaintext port and its admin server's, both off. */
const OFF = [2181, 8080];

/** Right and wrong identities at each port of every node. */
export async function zooKeeperAttempts({
  proof,
  credentials,
  backplane,
  clientsNetwork,
}: AuthFixture): Promise<Attempt[]> {
  const { signal, manifest } = proof;
  const nodes = manifest.metadata.servers.map(({ id, host, port }) => ({ at: `node ${id}`, address: { host, port } }));
  const target = (name: string, port?: number, servers: readonly TargetServer[] = nodes): ProbeTarget => ({
    name,
    dial: backplane,
    servers: servers.map(({ at, address }) => ({ at, address: { ...address, port: port ?? address.port } })),
  });
  const clients = target('ZooKeeper');
  const { quorum, election } = ZOOKEEPER_PORTS;
  const isLeading = await Promise.all(
    nodes.map(async (server) => (await runProbe(clients, leading(credentials), server)) === 'let in'),
  );
  const leaders = nodes.filter((_, at) => isLeading[at]);
  const others = nodes.filter((_, at) => isLeading[at] !== true);
  const attempts = [
    runProbes(clients, zooKeeperProbes(credentials), signal),
    runProbes({ ...clients, dial: clientsNetwork }, unreachableProbes, signal),
    ...OFF.map((port) => runProbes(target(`port ${port}`, port), closedProbes, signal)),
    ...(nodes.length > 1
      ? [
          runProbes(target(`port ${election}, election`, election), quorumProbes(credentials), signal),
          runProbes(target(`port ${quorum}, the leader’s`, quorum, leaders), quorumProbes(credentials), signal),
          runProbes(target(`port ${quorum}, the leader’s`, quorum, others), closedProbes, signal),
        ]
      : [quorum, election].map((port) => runProbes(target(`port ${port}`, port), closedProbes, signal))),
  ];
  return (await Promise.all(attempts))
    .flat()
    .map((attempt) => ({ ...attempt, listener: attempt.listener.replace(/^port/, 'ZooKeeper, port') }));
}
