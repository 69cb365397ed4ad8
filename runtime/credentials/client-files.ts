import { posix } from 'node:path';
import { renderProperty } from '../../model/formats/properties';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import type { ClientLogin, Entry, Login, Variable } from '../../model/authentication/mechanism';
import { CLIENT_FILES } from '../../model/names/paths';
import { OperationError } from '../../model/violation';
import { shellWord } from '../../model/formats/shell';
import type { Access } from './listener-choice';

/** Where a user's folder is mounted in a container, for the files below {@link INTERNAL_FOLDER}. */
export const MOUNT_POINT = '/etc/kafka/client';

/** Folder, in a user's folder, of the configuration for the network inside. */
export const INTERNAL_FOLDER = 'internal';

/** What stands at the head of every file that this package writes and writes again. */
const HEADER = '# Written by cdktf-kafka; changes are overwritten. Holds secrets or the way to them: keep it private.';

/** A user's name as the name of a folder: nothing in it leads elsewhere. */
export function folderName(user: string): string {
  const safe = encodeURIComponent(user).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.+$/.test(safe) ? safe.replaceAll('.', '%2E') : safe;
}

/** Configuration for Kafka's own tools, with its files below `folder`. */
export function renderClientProperties(access: Access, login: Login, folder: string): string {
  const client = clientLogin(access, login, folder);
  const lines = javaEntries(access, client).map(([key, value]) => renderProperty(key, value));
  return `${headerOf(access, client)}\n${lines.join('')}`;
}

/** The same for Spring Boot, which reads it as one of an application's own files. */
export function renderSpringProperties(access: Access, login: Login, folder: string): string {
  const client = clientLogin(access, login, folder);
  const lines = javaEntries(access, client).map(([key, value]) =>
    renderProperty(
      SPRING_NAMES[key] ?? `spring.kafka.properties[${key}]`,
      value.replaceAll('${', key === JAAS ? JAAS_BRACE : SPRING_BRACE),
    ),
  );
  const options = environmentOf(access, client).filter(({ name }) => name === JAVA_OPTIONS);
  const start = options.map(({ value }) => `\n# Start Java with ${shellWord(value)}.`);
  return `${HEADER}${start.join('')}\n${lines.join('')}`;
}

/** What Spring Boot has names of its own for, which win. */
const SPRING_NAMES: Readonly<Record<string, string>> = {
  'bootstrap.servers': 'spring.kafka.bootstrap-servers',
  'security.protocol': 'spring.kafka.security.protocol',
};
/** Spring would read the beginning of a placeholder: here it is one that nobody sets, with a default. */
const SPRING_BRACE = '${cdktf-kafka.dollar:$}{';
const JAAS = 'sasl.jaas.config';
/** In a text of JAAS, a dollar by its number in octal: Spring takes a backslash before a placeholder, as a password may have one, for its own. */
const JAAS_BRACE = '\\44{';
const JAVA_OPTIONS = 'KAFKA_OPTS';

/** Configuration for kcat and whatever else stands on librdkafka, with its files below `folder`. */
export function renderKcatConf(access: Access, login: Login, folder: string): string {
  const client = clientLogin(access, login, folder);
  const lines = librdkafkaEntries(access, client).map(([key, value]) => `${key}=${value}`);
  return [headerOf(access, client), ...lines, ''].join('\n');
}

/** The same as one JSON object, for programs. */
export function renderLibrdkafkaJson(access: Access, login: Login, folder: string): string {
  const entries = librdkafkaEntries(access, clientLogin(access, login, folder));
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function javaEntries({ listener, authentication, mechanism, bootstrap }: Access, client: ClientLogin): Entry[] {
  return [
    ['bootstrap.servers', bootstrap.join(',')],
    ['security.protocol', listener.protocol],
    ...(isEncrypted(listener.protocol)
      ? ([
          ['ssl.truststore.type', 'PEM'],
          ['ssl.truststore.location', client.file(CLIENT_FILES.ca)],
        ] as const)
      : []),
    ...(mechanism === undefined ? [] : ([['sasl.mechanism', mechanism]] as const)),
    ...authentication.client.kafka(client, mechanism ?? ''),
  ];
}

function librdkafkaEntries({ listener, authentication, mechanism, bootstrap }: Access, client: ClientLogin): Entry[] {
  return [
    ['bootstrap.servers', bootstrap.join(',')],
    ['security.protocol', listener.protocol.toLowerCase()],
    ...(isEncrypted(listener.protocol) ? ([['ssl.ca.location', client.file(CLIENT_FILES.ca)]] as const) : []),
    ...(mechanism === undefined ? [] : ([['sasl.mechanisms', mechanism]] as const)),
    ...authentication.client.librdkafka(client, mechanism ?? ''),
  ];
}

/**
 * Refuses what a line-based file cannot hold, or Terraform hands over as another text. kcat trims the ends of a line, and neither format
 * holds control characters; Terraform's texts are in normal form C.
 */
export function checkPassword(user: string, password: string): void {
  if (
    password === '' ||
    password.trim() !== password ||
    password.normalize('NFC') !== password ||
    /\p{Control}/u.test(password)
  ) {
    throw new OperationError({
      code: 'PasswordUnwritable',
      subject: `password of ${user}`,
      rule:
        'must not be empty, begin or end with a space, hold control characters, which client files cannot hold, ' +
        'or be in another normal form of Unicode than C, which Terraform makes of it',
      remedy: 'choose another password and deploy again',
    });
  }
}

function clientLogin({ listener }: Access, login: Login, folder: string): ClientLogin {
  const beside = listener.scope === 'internal' ? INTERNAL_FOLDER : '';
  return {
    ...login,
    file: (name) => posix.join(folder, name),
    fileBeside: (name) => posix.join(folder, beside, name),
  };
}

/** The head of a file, with the environment variables that its clients need beside it. */
function headerOf(access: Access, login: ClientLogin): string {
  const variables = environmentOf(access, login).map(
    ({ name, value, readBy }) => `${name}=${shellWord(value)} (${readBy})`,
  );
  return variables.length === 0 ? HEADER : `${HEADER}\n# Run with ${variables.join(' or ')}.`;
}

const environmentOf = ({ authentication }: Access, login: ClientLogin): readonly Variable[] =>
  authentication.client.environment?.(login) ?? [];
