import type { ManifestListener } from '../../model/manifest/manifest';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { KafkaConnection, type SaslLogin } from '../protocol/kafka-connection';
import type { ProbeAction, TargetServer, Probe } from './probe';
import type { KeyPair, ProbeCredentials } from './probe-credentials';
import { REFUSALS } from './attempt';
import { weakEncryptionProbes } from './weak-encryption';

/** A name that no certificate bears (RFC 2606). */
const NOWHERE = 'elsewhere.invalid';
const MECHANISMS: readonly SaslMechanism[] = ['SCRAM-SHA-256', 'SCRAM-SHA-512', 'PLAIN', 'GSSAPI'];

/** Someone of whom nobody knows. */
const nobodyBy = (mechanism: SaslMechanism): SaslLogin =>
  mechanism === 'GSSAPI' ? { mechanism, token: NOWHERE } : { mechanism, user: NOWHERE, password: NOWHERE };

/** Runs with a connection as Kafka's protocol has it. */
export const speaking =
  (work: (connection: KafkaConnection) => Promise<void>): ProbeAction =>
  (stream) =>
    work(new KafkaConnection(stream));

const askForBrokers = speaking((connection) => connection.askForBrokers());

const loggingIn = (login: SaslLogin): ProbeAction =>
  speaking(async (connection) => {
    await connection.logIn(login);
    await connection.askForBrokers();
  });

/** Every identity that is to be tried at a listener, the right ones first. */
export function kafkaProbes(listener: ManifestListener, credentials: ProbeCredentials): readonly Probe[] {
  const encrypted = listener.protocol.endsWith('SSL');
  const own = listener.protocol.startsWith('SASL_')
    ? saslProbes(listener, credentials, encrypted)
    : listener.protocol === 'SSL'
      ? certificateProbes(listener, credentials)
      : openProbes(listener, credentials);
  return encrypted ? [...own, ...encryptionProbes(listener, credentials, own[0])] : own;
}

function openProbes(listener: ManifestListener, { open }: ProbeCredentials): readonly Probe[] {
  return [
    {
      by: '-',
      identity: 'anyone, without a word',
      expected: open.includes(listener.name) ? 'let in' : REFUSALS.unauthenticated,
      action: askForBrokers,
    },
  ];
}

function certificateProbes(listener: ManifestListener, credentials: ProbeCredentials): readonly Probe[] {
  const forServers = listener.scope === 'replication';
  const { broker, 'metadata-server': metadataServer } = credentials.servers;
  const known = forServers ? [broker].filter((pair) => pair !== undefined) : credentials.certificates;
  // The other authority's certificates are good ones, in the wrong place.
  const strange = forServers ? credentials.certificates[0] : metadataServer;
  const probe = (identity: string, expected: Probe['expected'], shown?: Omit<KeyPair, 'name'>): Probe => ({
    by: 'certificate',
    identity,
    expected,
    tls: { ca: credentials.ca, certificate: shown?.certificate, key: shown?.key },
    action: askForBrokers,
    where: expected === 'let in' ? 'each' : 'one',
  });
  return [
    ...known.map((pair) => probe(pair.name, 'let in', pair)),
    probe('nobody: no certificate', REFUSALS.noCertificate),
    probe(
      `${forServers ? 'a broker' : 'the administrator'}’s name from an unknown authority`,
      REFUSALS.foreignCertificate,
      credentials.foreign,
    ),
    ...(strange === undefined
      ? []
      : [
          probe(
            `${strange.name}, of the ${forServers ? 'clients' : 'servers'}’ authority`,
            REFUSALS.foreignCertificate,
            strange,
          ),
        ]),
  ];
}

function saslProbes(listener: ManifestListener, credentials: ProbeCredentials, encrypted: boolean): readonly Probe[] {
  const tls = encrypted ? { ca: credentials.ca } : undefined;
  const probe = (identity: string, expected: Probe['expected'], login: SaslLogin): Probe => ({
    ...{ by: login.mechanism, identity, expected, tls, action: loggingIn(login) },
    where: expected === 'let in' ? 'each' : 'one',
  });
  return [
    ...listener.mechanisms.flatMap((mechanism) => {
      if (mechanism === 'GSSAPI') {
        return [probe('a ticket that no realm has given', REFUSALS.credentials, nobodyBy(mechanism))];
      }
      const users = credentials.passwords.filter(({ mechanisms }) => mechanisms.includes(mechanism));
      const [first] = users;
      return [
        ...users.map(({ name, password }) => probe(name, 'let in', { mechanism, user: name, password })),
        ...(first === undefined
          ? []
          : [
              probe(`${first.name}, with a wrong password`, REFUSALS.credentials, {
                mechanism,
                user: first.name,
                password: `${first.password}-`,
              }),
            ]),
        probe('a name that nobody has', REFUSALS.credentials, nobodyBy(mechanism)),
      ];
    }),
    ...MECHANISMS.filter((mechanism) => !listener.mechanisms.includes(mechanism)).map((mechanism) =>
      probe('anyone, by a mechanism not offered here', REFUSALS.mechanism, nobodyBy(mechanism)),
    ),
    {
      by: '-',
      identity: 'nobody: no login',
      expected: REFUSALS.unauthenticated,
      tls,
      action: askForBrokers,
      where: 'one',
    },
  ];
}

/** What has nothing to do with who comes: encryption, and whether the server is the right one. `right` is a probe that passes. */
function encryptionProbes(
  listener: ManifestListener,
  credentials: ProbeCredentials,
  right: Probe | undefined,
): readonly Probe[] {
  if (right === undefined || typeof right.tls !== 'object') {
    return [];
  }
  const { tls, action } = right;
  // From inside each connection costs a process in a container: one broker, another one each time, stands for all.
  const where = listener.scope === 'published' ? 'each' : 'one';
  const elsewhere = ({ address }: TargetServer): string => (where === 'each' ? NOWHERE : `not-${address.host}`);
  return [
    { by: '-', identity: 'plaintext', expected: REFUSALS.plaintext, action: askForBrokers, where },
    {
      ...{ by: '-', identity: 'a client that trusts another authority', expected: REFUSALS.untrustedServer, action },
      tls: { ...tls, ca: credentials.foreign.authority },
      where: 'one',
    },
    {
      ...{ by: '-', identity: 'a client that looks for another host', expected: REFUSALS.otherHost, action },
      tls: (server) => ({ ...tls, name: elsewhere(server) }),
      where,
    },
    ...weakEncryptionProbes(tls, action),
  ];
}
