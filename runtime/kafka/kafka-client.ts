import { join } from 'node:path';
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import { isSaslMechanism, saslMechanism } from '../../model/authentication/mechanism-lookup';
import { CLIENT_FILES } from '../../model/names/paths';
import { OperationError } from '../../model/violation';
import { readCredentials, type Credentials } from '../credentials/client-conf';
import { folderName } from '../credentials/client-files';
import type { ClientSockets } from './client-sockets';

export interface KafkaClientOptions {
  /** As shown in the brokers' logs. Default `cdktf-kafka`. */
  readonly clientId?: string;
  /** Addresses to begin with, instead of all. */
  readonly bootstrap?: readonly string[];
  /** SASL mechanism, instead of the one in the files. */
  readonly mechanism?: string;
  /** What a user shows who logs in by a token. */
  readonly token?: string;
  /** How often kafkajs tries again by itself. Default 2. */
  readonly retries?: number;
  /** How long kafkajs waits for an answer, milliseconds. Default 10,000. */
  readonly requestTimeoutMs?: number;
  /** What its connections are opened by, so that they can be ended; by default it keeps them to itself. */
  readonly sockets?: ClientSockets;
}

/** Folder of a user's files. */
export function clientFolder(clients: string, user: string): string {
  return join(clients, folderName(user));
}

/** kafkajs as a user, from the files that `fetchClients` wrote below `clients`. */
export async function kafkaAs(user: string, clients: string, options: KafkaClientOptions = {}): Promise<Kafka> {
  return kafkaWith(await readCredentials(join(clientFolder(clients, user), CLIENT_FILES.kcat)), options);
}

/** Where kafkajs finds the brokers, and what it shows them. */
export function connectionWith(
  { bootstrap, tls, sasl }: Credentials,
  options: Pick<KafkaClientOptions, 'bootstrap' | 'mechanism' | 'token'> = {},
): KafkaConfig {
  return {
    brokers: [...(options.bootstrap ?? bootstrap)],
    ...(tls && { ssl: { ca: tls.ca, cert: tls.certificate, key: tls.key } }),
    ...(sasl && { sasl: saslOptions(sasl, options.mechanism ?? sasl.mechanism, options.token) }),
  };
}

/** kafkajs with the given credentials. Every try is bounded, so that a dead broker costs seconds, not minutes. */
export function kafkaWith(credentials: Credentials, options: KafkaClientOptions = {}): Kafka {
  return new Kafka({
    ...connectionWith(credentials, options),
    clientId: options.clientId ?? 'cdktf-kafka',
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    retry: { retries: options.retries ?? 2, initialRetryTime: 100, maxRetryTime: 500 },
    // What goes wrong comes back as an error; kafkajs' own log would only be noise between a command's lines.
    logLevel: logLevel.NOTHING,
    ...(options.sockets && { socketFactory: options.sockets.factory }),
  });
}

function saslOptions(
  { username, password }: { username: string; password: string },
  mechanism: string,
  token = '',
): SASLOptions {
  const { users, client } = isSaslMechanism(mechanism) ? saslMechanism(mechanism) : {};
  const options = client?.kafkajs?.(mechanism, username, users?.secret === 'token' ? token : password);
  if (options === undefined) {
    throw new OperationError({
      code: 'MechanismUnsupported',
      subject: username,
      rule: 'kafkajs logs in by SCRAM, PLAIN, a token or a certificate',
      value: mechanism,
      remedy: 'use another client for this mechanism',
    });
  }
  return options;
}
