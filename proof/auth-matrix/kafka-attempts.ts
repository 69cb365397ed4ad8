import type { ManifestListener, SaslMechanism } from '../../model/manifest/manifest';
import { KafkaConnection, type SaslLogin } from '../protocol/kafka-connection';
import type { ForeignCertificate } from './foreign-authority';
import type { Act, Place, Visit } from './probe';
import type { KeyPair, PasswordUser, ServerKeys } from './probe-credentials';
import { REFUSALS } from './attempt';
import { weakEncryptionVisits } from './weak-encryption';

/** Everyone who is tried at Kafka's listeners. */
export interface Cast {
  /** What right clients trust. */
  readonly ca: string;
  readonly certificates: readonly KeyPair[];
  readonly passwords: readonly PasswordUser[];
  readonly servers: ServerKeys;
  readonly foreign: ForeignCertificate;
  /** Names of listeners that are open to everyone by the declaration's own words. */
  readonly open: readonly string[];
}

/** A name that no certificate bears (RFC 2606). */
const NOWHERE = 'elsewhere.invalid';
const MECHANISMS: readonly SaslMechanism[] = ['SCRAM-SHA-256', 'SCRAM-SHA-512', 'PLAIN', 'GSSAPI'];

/** Someone of whom nobody knows. */
const nobodyBy = (mechanism: SaslMechanism): SaslLogin =>
  mechanism === 'GSSAPI' ? { mechanism, token: NOWHERE } : { mechanism, user: NOWHERE, password: NOWHERE };

/** Runs with a connection as Kafka's protocol has it. */
export const speaking =
  (work: (connection: KafkaConnection) => Promise<void>): Act =>
  (stream) =>
    work(new KafkaConnection(stream));

const askForBrokers = speaking((connection) => connection.askForBrokers());

const loggingIn = (login: SaslLogin): Act =>
  speaking(async (connection) => {
    await connection.logIn(login);
    await connection.askForBrokers();
  });

/** Every identity that is to be tried at a listener, the right ones first. */
export function kafkaVisits(listener: ManifestListener, cast: Cast): readonly Visit[] {
  const encrypted = listener.protocol.endsWith('SSL');
  const own = listener.protocol.startsWith('SASL_')
    ? saslVisits(listener, cast, encrypted)
    : listener.protocol === 'SSL'
      ? certificateVisits(listener, cast)
      : openVisits(listener, cast);
  return encrypted ? [...own, ...encryptionVisits(listener, cast, own[0])] : own;
}

function openVisits(listener: ManifestListener, { open }: Cast): readonly Visit[] {
  return [
    {
      by: '-',
      identity: 'anyone, without a word',
      expected: open.includes(listener.name) ? 'let in' : REFUSALS.unauthenticated,
      act: askForBrokers,
    },
  ];
}

function certificateVisits(listener: ManifestListener, cast: Cast): readonly Visit[] {
  const forServers = listener.scope === 'replication';
  const { broker, 'metadata-server': metadataServer } = cast.servers;
  const known = forServers ? [broker].filter((pair) => pair !== undefined) : cast.certificates;
  // The other authority's certificates are good ones, in the wrong place.
  const strange = forServers ? cast.certificates[0] : metadataServer;
  const visit = (identity: string, expected: Visit['expected'], shown?: Omit<KeyPair, 'name'>): Visit => ({
    by: 'certificate',
    identity,
    expected,
    tls: { ca: cast.ca, certificate: shown?.certificate, key: shown?.key },
    act: askForBrokers,
    where: expected === 'let in' ? 'each' : 'one',
  });
  return [
    ...known.map((pair) => visit(pair.name, 'let in', pair)),
    visit('nobody: no certificate', REFUSALS.noCertificate),
    visit(
      `${forServers ? 'a broker' : 'the administrator'}’s name from an unknown authority`,
      REFUSALS.foreignCertificate,
      cast.foreign,
    ),
    ...(strange === undefined
      ? []
      : [
          visit(
            `${strange.name}, of the ${forServers ? 'clients' : 'servers'}’ authority`,
            REFUSALS.foreignCertificate,
            strange,
          ),
        ]),
  ];
}

function saslVisits(listener: ManifestListener, cast: Cast, encrypted: boolean): readonly Visit[] {
  const tls = encrypted ? { ca: cast.ca } : undefined;
  const visit = (identity: string, expected: Visit['expected'], login: SaslLogin): Visit => ({
    ...{ by: login.mechanism, identity, expected, tls, act: loggingIn(login) },
    where: expected === 'let in' ? 'each' : 'one',
  });
  return [
    ...listener.mechanisms.flatMap((mechanism) => {
      if (mechanism === 'GSSAPI') {
        return [visit('a ticket that no realm has given', REFUSALS.credentials, nobodyBy(mechanism))];
      }
      const users = cast.passwords.filter(({ mechanisms }) => mechanisms.includes(mechanism));
      const [first] = users;
      return [
        ...users.map(({ name, password }) => visit(name, 'let in', { mechanism, user: name, password })),
        ...(first === undefined
          ? []
          : [
              visit(`${first.name}, with a wrong password`, REFUSALS.credentials, {
                mechanism,
                user: first.name,
                password: `${first.password}-`,
              }),
            ]),
        visit('a name that nobody has', REFUSALS.credentials, nobodyBy(mechanism)),
      ];
    }),
    ...MECHANISMS.filter((mechanism) => !listener.mechanisms.includes(mechanism)).map((mechanism) =>
      visit('anyone, by a mechanism not offered here', REFUSALS.mechanism, nobodyBy(mechanism)),
    ),
    {
      by: '-',
      identity: 'nobody: no login',
      expected: REFUSALS.unauthenticated,
      tls,
      act: askForBrokers,
      where: 'one',
    },
  ];
}

/** What has nothing to do with who comes: encryption, and whether the server is the right one. `right` is a visit that passes. */
function encryptionVisits(listener: ManifestListener, cast: Cast, right: Visit | undefined): readonly Visit[] {
  if (right === undefined || typeof right.tls !== 'object') {
    return [];
  }
  const { tls, act } = right;
  // From inside each connection costs a process in a container: one broker, another one each time, stands for all.
  const where = listener.scope === 'published' ? 'each' : 'one';
  const elsewhere = ({ address }: Place): string => (where === 'each' ? NOWHERE : `not-${address.host}`);
  return [
    { by: '-', identity: 'plaintext', expected: REFUSALS.plaintext, act: askForBrokers, where },
    {
      ...{ by: '-', identity: 'a client that trusts another authority', expected: REFUSALS.untrustedServer, act },
      tls: { ...tls, ca: cast.foreign.authority },
      where: 'one',
    },
    {
      ...{ by: '-', identity: 'a client that looks for another host', expected: REFUSALS.otherHost, act },
      tls: (place) => ({ ...tls, name: elsewhere(place) }),
      where,
    },
    ...weakEncryptionVisits(tls, act),
  ];
}
