import { posix } from 'node:path';
import type { SaslMechanism } from '../../model/manifest/manifest';
import { OperationError } from '../../model/violation';
import { shellWord } from '../process/shell';
import type { Access } from './listener-choice';

/** Where a user's folder is mounted in a container, for the files below `internal/`. */
export const MOUNT_POINT = '/etc/kafka/client';

/** Names in a user's folder. */
export const FILES = {
  ca: 'ca.pem',
  certificate: 'client.pem',
  key: 'client.key',
  keystore: 'keystore.pem',
  properties: 'client.properties',
  kcat: 'kcat.conf',
  keytab: 'keytab',
  krb5: 'krb5.conf',
} as const;

/** Who logs in, and with what. */
export interface Login {
  readonly user: string;
  /** For SCRAM and PLAIN; a certificate lies in the folder. */
  readonly password?: string;
  /** For GSSAPI; without a keytab, the user gets tickets by other means. */
  readonly kerberos?: { readonly realm: string; readonly serviceName: string; readonly keytab: boolean };
}

const SASL_MODULES: Readonly<Record<SaslMechanism, string>> = {
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  GSSAPI: 'com.sun.security.auth.module.Krb5LoginModule',
};

/** What stands at the head of every file that this package writes and writes again. */
const HEADER = '# Written by cdktf-kafka; changes are overwritten. Holds secrets or the way to them: keep it private.';

/** A user's name as the name of a folder: nothing in it leads elsewhere. */
export function folderName(user: string): string {
  const safe = encodeURIComponent(user).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.+$/.test(safe) ? safe.replaceAll('.', '%2E') : safe;
}

/** Configuration for Kafka's own tools, with its files below `folder`. */
export function renderClientProperties(access: Access, login: Login, folder: string): string {
  const { protocol } = access.listener;
  const at = (file: string) => posix.join(folder, file);
  const entries: [string, string][] = [
    ['bootstrap.servers', access.bootstrap.join(',')],
    ['security.protocol', protocol],
  ];
  if (protocol.endsWith('SSL')) {
    entries.push(['ssl.truststore.type', 'PEM'], ['ssl.truststore.location', at(FILES.ca)]);
  }
  if (access.mechanism === undefined) {
    entries.push(['ssl.keystore.type', 'PEM'], ['ssl.keystore.location', at(FILES.keystore)]);
  } else {
    entries.push(['sasl.mechanism', access.mechanism], ['sasl.jaas.config', jaasConfig(access.mechanism, login, at)]);
  }
  if (access.mechanism === 'GSSAPI') {
    entries.push(['sasl.kerberos.service.name', kerberosOf(login).serviceName]);
  }
  return `${headerOf(access, at)}\n${entries.map(([key, value]) => `${key}=${escapeProperty(value)}`).join('\n')}\n`;
}

/** Configuration for kcat and whatever else stands on librdkafka, with its files below `folder`. */
export function renderKcatConf(access: Access, login: Login, folder: string): string {
  const { protocol } = access.listener;
  const at = (file: string) => posix.join(folder, file);
  const entries: [string, string][] = [
    ['bootstrap.servers', access.bootstrap.join(',')],
    ['security.protocol', protocol.toLowerCase()],
  ];
  if (protocol.endsWith('SSL')) {
    entries.push(['ssl.ca.location', at(FILES.ca)]);
  }
  if (access.mechanism === undefined) {
    entries.push(['ssl.certificate.location', at(FILES.certificate)], ['ssl.key.location', at(FILES.key)]);
  } else if (access.mechanism === 'GSSAPI') {
    entries.push(['sasl.mechanisms', access.mechanism], ...kcatKerberos(login, at));
  } else {
    entries.push(
      ['sasl.mechanisms', access.mechanism],
      ['sasl.username', login.user],
      ['sasl.password', passwordOf(login)],
    );
  }
  return `${headerOf(access, at)}\n${entries.map(([key, value]) => `${key}=${value}`).join('\n')}\n`;
}

/** Refuses what a line-based file cannot hold. kcat trims the ends of a line, and neither format holds control characters. */
export function checkPassword(user: string, password: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (password === '' || password.trim() !== password || /[\u0000-\u001f\u007f]/.test(password)) {
    throw new OperationError({
      code: 'PasswordUnwritable',
      subject: `password of ${user}`,
      rule: 'must not be empty, begin or end with a space, or hold control characters: client files cannot hold those',
      remedy: 'choose another password and deploy again',
    });
  }
}

function passwordOf(login: Login): string {
  if (login.password === undefined) {
    throw new Error(`no password for ${login.user}, who logs in with one`);
  }
  return login.password;
}

function jaasConfig(mechanism: SaslMechanism, login: Login, at: (file: string) => string): string {
  const module = `${SASL_MODULES[mechanism]} required`;
  if (mechanism !== 'GSSAPI') {
    return `${module} username=${quoteJaas(login.user)} password=${quoteJaas(passwordOf(login))};`;
  }
  const principal = `doNotPrompt=true principal=${quoteJaas(principalOf(login))};`;
  return kerberosOf(login).keytab
    ? `${module} useKeyTab=true storeKey=true keyTab=${quoteJaas(at(FILES.keytab))} ${principal}`
    : `${module} useTicketCache=true ${principal}`;
}

function kcatKerberos(login: Login, at: (file: string) => string): [string, string][] {
  const { serviceName, keytab } = kerberosOf(login);
  return [
    ['sasl.kerberos.service.name', serviceName],
    ['sasl.kerberos.principal', principalOf(login)],
    // Where there is no keytab, all that is asked of Kerberos' own programs is whether there is a ticket.
    keytab ? ['sasl.kerberos.keytab', at(FILES.keytab)] : ['sasl.kerberos.kinit.cmd', 'klist -s'],
  ];
}

const principalOf = (login: Login): string => `${login.user}@${kerberosOf(login).realm}`;

function kerberosOf(login: Login): NonNullable<Login['kerberos']> {
  if (login.kerberos === undefined) {
    throw new Error(`no realm for ${login.user}, who logs in with tickets`);
  }
  return login.kerberos;
}

/** Kerberos' own settings can't stand in a client's: a line at the head says how it is told of them. */
function headerOf(access: Access, at: (file: string) => string): string {
  return access.mechanism === 'GSSAPI'
    ? `${HEADER}\n# Run with KRB5_CONFIG=${shellWord(at(krb5In(access)))} (kcat, kinit) or ` +
        `KAFKA_OPTS=${shellWord(`-Djava.security.krb5.conf=${at(krb5In(access))}`)} (Kafka's tools).`
    : HEADER;
}

const krb5In = ({ listener }: Access): string =>
  listener.scope === 'internal' ? `internal/${FILES.krb5}` : FILES.krb5;

/** JAAS reads its strings with Java's StreamTokenizer: backslash and quote are escaped. */
function quoteJaas(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** A value in a .properties file, which Java reads as ISO-8859-1. */
export function escapeProperty(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/^[ \t]/, '\\$&')
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
