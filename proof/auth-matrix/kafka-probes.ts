import type { ManifestListener } from '../../model/manifest/manifest';
import { isEncrypted, usesSasl } from '../../model/authentication/listener-protocol';
import type { Mechanism } from '../../model/authentication/mechanism';
import { mechanismsOf, SASL_MECHANISMS, saslMechanism } from '../../model/authentication/mechanism-lookup';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { type KnownCredentials, NOBODY } from '../../model/authentication/probe-identity';
import type { Tls } from '../../runtime/protocol/dial';
import { KafkaConnection, type SaslLogin } from '../protocol/kafka-connection';
import type { ProbeAction, TargetServer, Probe } from './probe';
import type { ProbeCredentials } from './probe-credentials';
import { REFUSALS } from './attempt';
import { weakEncryptionProbes } from './weak-encryption';

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
  const own = [
    ...waysIn(listener).flatMap((way) => identityProbes(way, listener, credentials)),
    ...(usesSasl(listener.protocol) ? otherwiseProbes(listener, credentials) : []),
  ];
  return isEncrypted(listener.protocol) ? [...own, ...encryptionProbes(listener, credentials, own[0])] : own;
}

/** A way to log in at a listener; a SASL mechanism has a name. */
interface WayIn {
  readonly mechanism: Mechanism;
  readonly sasl?: SaslMechanism;
}

const waysIn = (listener: ManifestListener): readonly WayIn[] =>
  usesSasl(listener.protocol)
    ? listener.mechanisms.map((sasl) => ({ sasl, mechanism: saslMechanism(sasl) }))
    : mechanismsOf(listener).map((mechanism) => ({ mechanism }));

/** How a client without a certificate connects. */
const tlsOf = ({ protocol }: ManifestListener, { ca }: ProbeCredentials): Tls | undefined =>
  isEncrypted(protocol) ? { ca } : undefined;

function identityProbes(
  { mechanism, sasl }: WayIn,
  listener: ManifestListener,
  credentials: ProbeCredentials,
): readonly Probe[] {
  const { certificates, passwords, tokens, foreign, servers, open } = credentials;
  const known: KnownCredentials = {
    ...{ certificates, passwords, tokens, foreign },
    servers: { broker: servers.broker, other: servers['metadata-server'] },
    forServers: listener.scope === 'replication',
    isOpen: open.includes(listener.name),
  };
  const tls = tlsOf(listener, credentials);
  return mechanism.matrix.identities(known, sasl ?? '').map(({ identity, expected, certificate, login }) => ({
    by: sasl ?? (mechanism.users === undefined ? '-' : mechanism.name),
    identity,
    expected: expected === 'let in' ? expected : REFUSALS[expected],
    tls: tls && { ...tls, certificate: certificate?.certificate, key: certificate?.key },
    action: login === undefined || sasl === undefined ? askForBrokers : loggingIn({ mechanism: sasl, ...login }),
    where: expected === 'let in' || mechanism.users === undefined ? 'each' : 'one',
  }));
}

/** Clients that use a mechanism which the listener does not offer, or none. */
function otherwiseProbes(listener: ManifestListener, credentials: ProbeCredentials): readonly Probe[] {
  const tls = tlsOf(listener, credentials);
  const others = SASL_MECHANISMS.filter((mechanism) => !listener.mechanisms.includes(mechanism));
  return [
    ...others.map((mechanism): Probe => ({
      by: mechanism,
      identity: 'anyone, by a mechanism not offered here',
      expected: REFUSALS.mechanism,
      tls,
      action: loggingIn({ mechanism, user: NOBODY, password: NOBODY }),
      where: 'one',
    })),
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
  const elsewhere = ({ address }: TargetServer): string => (where === 'each' ? NOBODY : `not-${address.host}`);
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
