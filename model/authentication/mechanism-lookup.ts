import { type ClientAuth, type ListenerProtocol, usesSasl } from './listener-protocol';
import type { Mechanism, MechanismCluster } from './mechanism';
import { type MechanismName, MECHANISMS, type SaslMechanism } from './mechanisms';

/** What a listener, of a declaration or in a manifest, says of its clients. */
interface ListenerLogin {
  readonly protocol: ListenerProtocol;
  readonly mechanisms: readonly string[];
  /** Without SASL: whether it asks for a certificate; `required` where it doesn't say. */
  readonly clientAuth?: ClientAuth | undefined;
}

const ALL: readonly Mechanism[] = MECHANISMS;

/** Every SASL mechanism by Kafka's name. */
export const SASL_MECHANISMS: readonly SaslMechanism[] = MECHANISMS.flatMap(({ sasl }) => [...sasl]);

/** The same, for choosing one where several would do. */
export const STRONGEST_FIRST: readonly SaslMechanism[] = MECHANISMS.flatMap(({ sasl }) => [...sasl].reverse());

export const isSaslMechanism = (name: string): name is SaslMechanism =>
  SASL_MECHANISMS.some((mechanism) => mechanism === name);

/** What a listener takes. */
export const mechanismsOf = ({ protocol, mechanisms, clientAuth = 'required' }: ListenerLogin): readonly Mechanism[] =>
  ALL.filter(
    (mechanism) =>
      mechanism.protocols.includes(protocol) &&
      (mechanism.clientAuth ?? clientAuth) === clientAuth &&
      (mechanism.sasl.length === 0 || mechanism.sasl.some((name) => mechanisms.includes(name))),
  );

/** How people call the ways to log in at a listener. */
export const waysInto = (listener: ListenerLogin): readonly string[] =>
  usesSasl(listener.protocol) ? listener.mechanisms : mechanismsOf(listener).map(({ title }) => title);

/** The mechanism that a user logs in by, as the manifest calls it. */
export function mechanismNamed(name: string): Mechanism {
  const found = ALL.find((mechanism) => mechanism.name === name);
  if (found === undefined) {
    throw new Error(`no mechanism is called ${name}`);
  }
  return found;
}

/** The mechanism behind a name of Kafka's `sasl.enabled.mechanisms`. */
export function saslMechanism(sasl: string): Mechanism {
  const found = ALL.find((mechanism) => mechanism.sasl.includes(sasl));
  if (found === undefined) {
    throw new Error(`no mechanism has the SASL name ${sasl}`);
  }
  return found;
}

/** Whether Kafka itself keeps the users that log in by it, rather than the cluster's declaration. */
export function isKeptByKafka(sasl: string): boolean {
  const { users } = saslMechanism(sasl);
  return users !== undefined && users.declaration === undefined;
}

/** Whether kafkajs can log in by it: with a certificate, or by a SASL mechanism that it knows. */
export const isSpokenByKafkaJs = ({ sasl, client }: Mechanism): boolean =>
  sasl.length === 0 || client.kafkajs !== undefined;

/** Whether a user of the manifest logs in by a token, which is made for the hour. */
export const showsToken = ({ authentication }: { readonly authentication: string }): boolean =>
  mechanismNamed(authentication).users?.secret === 'token';

/** Users whom the cluster's own props name, as the manifest has them. */
export const declaredUsers = (
  cluster: MechanismCluster,
): readonly {
  readonly name: string;
  readonly authentication: MechanismName;
  readonly mechanisms: readonly SaslMechanism[];
}[] =>
  MECHANISMS.flatMap(({ name: authentication, sasl: mechanisms, users }) =>
    (users?.declaration?.names(cluster) ?? []).map((name) => ({ name, authentication, mechanisms })),
  );
