import { ZooKeeperConnection } from '../../../runtime/protocol/zookeeper/zookeeper-connection';
import { Refused } from '../../../runtime/protocol/refused';
import type { ProbeAction, Probe } from '../../auth-matrix/probe';
import type { ProbeCredentials } from '../../auth-matrix/probe-credentials';
import { REFUSALS } from '../../auth-matrix/attempt';
import { sayNothing } from '../../auth-matrix/closed-ports';
import { weakEncryptionProbes } from '../../auth-matrix/weak-encryption';

/** Where Kafka keeps the SCRAM credentials: whoever reads it can try passwords against them at leisure. */
const CREDENTIALS = '/config/users';

/** How ZooKeeper refuses a request of a client that it let in. */
const NO_RIGHT = [/^NoAuth$/];
const NOT_EXECUTED = [/^not executed$/, /^connection closed without an answer$/];

const readCredentials: ProbeAction = async (stream) => {
  await new ZooKeeperConnection(stream).childrenOf(CREDENTIALS);
};

const commanding =
  (letters: string): ProbeAction =>
  async (stream) => {
    const answer = await new ZooKeeperConnection(stream).command(letters);
    if (!answer.startsWith('Zookeeper version')) {
      throw new Refused(answer.includes('is not executed') ? 'not executed' : 'connection closed without an answer');
    }
  };

/** At the port for clients: who may come in, and what each may see and do. */
export function zooKeeperProbes({ ca, servers, certificates, foreign }: ProbeCredentials): readonly Probe[] {
  const [client] = certificates;
  const probe = (
    identity: string,
    expected: Probe['expected'],
    action: ProbeAction,
    shown?: { readonly certificate: string; readonly key: string },
  ): Probe => ({
    by: 'certificate',
    identity,
    expected,
    action,
    tls: { ca, certificate: shown?.certificate, key: shown?.key },
    // Each connection costs a process in a container: where a node is refused or not, another one stands for all in turn.
    where: action === readCredentials && (shown === undefined || shown === brokers) ? 'each' : 'one',
  });
  const brokers = servers['metadata-client'];
  return [
    probe(`the brokers, who read ${CREDENTIALS}`, 'let in', readCredentials, brokers),
    probe(`nobody, who would read ${CREDENTIALS}`, REFUSALS.noCertificate, readCredentials),
    probe(`the brokers’ name from an unknown authority`, REFUSALS.foreignCertificate, readCredentials, foreign),
    ...(client === undefined
      ? []
      : [probe(`${client.name}, of the clients’ authority`, REFUSALS.foreignCertificate, readCredentials, client)]),
    probe(
      `another server’s certificate, reading ${CREDENTIALS}`,
      NO_RIGHT,
      readCredentials,
      servers['metadata-server'],
    ),
    probe('the brokers, with the command srvr', 'let in', commanding('srvr'), brokers),
    probe('the brokers, with the command dump', NOT_EXECUTED, commanding('dump'), brokers),
    probe('nobody, with the command srvr', REFUSALS.noCertificate, commanding('srvr')),
    { by: '-', identity: 'plaintext', expected: REFUSALS.plaintext, action: readCredentials },
    ...weakEncryptionProbes({ ca, certificate: brokers?.certificate, key: brokers?.key }, readCredentials),
  ];
}

/** Succeeds at the node that leads, or that stands alone. */
export const leading = ({ ca, servers }: ProbeCredentials): Pick<Probe, 'tls' | 'action'> => ({
  tls: { ca, certificate: servers['metadata-client']?.certificate, key: servers['metadata-client']?.key },
  action: async (stream) => {
    const answer = await new ZooKeeperConnection(stream).command('srvr');
    if (!/^Mode: (leader|standalone)$/m.test(answer)) {
      throw new Refused('does not lead');
    }
  },
});

/** At the ports between the nodes. Whoever comes from another address than its certificate's is no node either. */
export function quorumProbes({
  ca,
  foreign,
  certificates,
  servers: { 'metadata-server': zookeeper },
}: ProbeCredentials): readonly Probe[] {
  const [client] = certificates;
  const probe = (
    identity: string,
    expected: Probe['expected'],
    shown?: { certificate: string; key: string },
  ): Probe => ({
    ...{ by: 'certificate', identity, expected, action: sayNothing },
    tls: { ca, certificate: shown?.certificate, key: shown?.key, version: 'TLSv1.2' },
  });
  return [
    probe('nobody: no certificate', REFUSALS.noCertificate),
    probe('a certificate of an unknown authority', REFUSALS.foreignCertificate, foreign),
    ...(client === undefined
      ? []
      : [probe(`${client.name}, of the clients’ authority`, REFUSALS.foreignCertificate, client)]),
    ...weakEncryptionProbes({ ca, certificate: zookeeper?.certificate, key: zookeeper?.key }, sayNothing),
  ];
}
