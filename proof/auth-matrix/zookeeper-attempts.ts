import { ZooKeeperConnection } from '../protocol/zookeeper-connection';
import { Refused } from '../protocol/refused';
import type { Act, Visit } from './probe';
import type { Cast } from './kafka-attempts';
import { REFUSALS } from './attempt';
import { weakEncryptionVisits } from './weak-encryption';

/** Where Kafka keeps the SCRAM credentials: whoever reads it can try passwords against them at leisure. */
const CREDENTIALS = '/config/users';

const readCredentials: Act = async (stream) => {
  await new ZooKeeperConnection(stream).childrenOf(CREDENTIALS);
};

const commanding =
  (letters: string): Act =>
  async (stream) => {
    const answer = await new ZooKeeperConnection(stream).command(letters);
    if (!answer.startsWith('Zookeeper version')) {
      throw new Refused(answer.includes('is not executed') ? 'not executed' : 'connection closed without an answer');
    }
  };

/** Nothing to be said: whoever gets as far as this was let in. */
const nothing = (): Promise<void> => Promise.resolve();

/** At the port for clients: who may come in, and what each may see and do. */
export function zooKeeperVisits({ ca, servers, certificates, foreign }: Cast): readonly Visit[] {
  const [client] = certificates;
  const visit = (
    identity: string,
    expected: Visit['expected'],
    act: Act,
    shown?: { readonly certificate: string; readonly key: string },
  ): Visit => ({
    by: 'certificate',
    identity,
    expected,
    act,
    tls: { ca, certificate: shown?.certificate, key: shown?.key },
    // Each connection costs a process in a container: where a node is refused or not, another one stands for all in turn.
    where: act === readCredentials && (shown === undefined || shown === brokers) ? 'each' : 'one',
  });
  const brokers = servers['metadata-client'];
  return [
    visit(`the brokers, who read ${CREDENTIALS}`, 'let in', readCredentials, brokers),
    visit(`nobody, who would read ${CREDENTIALS}`, REFUSALS.noCertificate, readCredentials),
    visit(`the brokers’ name from an unknown authority`, REFUSALS.foreignCertificate, readCredentials, foreign),
    ...(client === undefined
      ? []
      : [visit(`${client.name}, of the clients’ authority`, REFUSALS.foreignCertificate, readCredentials, client)]),
    visit(
      `another server’s certificate, reading ${CREDENTIALS}`,
      REFUSALS.zooKeeperAcl,
      readCredentials,
      servers['metadata-server'],
    ),
    visit('the brokers, with the command srvr', 'let in', commanding('srvr'), brokers),
    visit('the brokers, with the command dump', REFUSALS.fourLetters, commanding('dump'), brokers),
    visit('nobody, with the command srvr', REFUSALS.noCertificate, commanding('srvr')),
    { by: '-', identity: 'plaintext', expected: REFUSALS.plaintext, act: readCredentials },
    ...weakEncryptionVisits({ ca, certificate: brokers?.certificate, key: brokers?.key }, readCredentials),
  ];
}

/** Succeeds at the node that leads, or that stands alone. */
export const leading = ({ ca, servers }: Cast): Pick<Visit, 'tls' | 'act'> => ({
  tls: { ca, certificate: servers['metadata-client']?.certificate, key: servers['metadata-client']?.key },
  act: async (stream) => {
    const answer = await new ZooKeeperConnection(stream).command('srvr');
    if (!/^Mode: (leader|standalone)$/m.test(answer)) {
      throw new Refused('does not lead');
    }
  },
});

/** At the ports between the nodes. Whoever comes from another address than its certificate's is no node either. */
export function quorumVisits({
  ca,
  foreign,
  certificates,
  servers: { 'metadata-server': zookeeper },
}: Cast): readonly Visit[] {
  const [client] = certificates;
  const visit = (
    identity: string,
    expected: Visit['expected'],
    shown?: { certificate: string; key: string },
  ): Visit => ({
    ...{ by: 'certificate', identity, expected, act: nothing },
    tls: { ca, certificate: shown?.certificate, key: shown?.key, version: 'TLSv1.2' },
  });
  return [
    visit('nobody: no certificate', REFUSALS.noCertificate),
    visit('a certificate of an unknown authority', REFUSALS.foreignCertificate, foreign),
    ...(client === undefined
      ? []
      : [visit(`${client.name}, of the clients’ authority`, REFUSALS.foreignCertificate, client)]),
    ...weakEncryptionVisits({ ca, certificate: zookeeper?.certificate, key: zookeeper?.key }, nothing),
  ];
}

/** At ports on which nobody may listen. */
export const closedVisits: readonly Visit[] = [
  { by: '-', identity: 'anyone', expected: REFUSALS.closed, act: nothing, where: 'one' },
];

/** From a network that must not lead there. */
export const unreachableVisits: readonly Visit[] = [
  { by: '-', identity: 'anyone on the clients’ network', expected: REFUSALS.unreachable, act: nothing, where: 'one' },
];
