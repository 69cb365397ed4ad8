import { isIP } from 'node:net';
import type { ClusterModel } from '../cluster/cluster-model';
import { serverNodes } from '../cluster/metadata-store';
import { type Advice, duplicates, type Violation } from '../violation';

/** Whom Kafka takes everyone for who is let in at a listener without a login: a user of that name would share its rights. */
export const ANONYMOUS = 'ANONYMOUS';

/** Names that no user may have: those of the cluster's own identities and servers, and of nobody. */
export const ownNames = (cluster: ClusterModel): readonly string[] => [
  ANONYMOUS,
  'admin',
  ...cluster.brokers.map(({ id }) => `broker-${id}`),
  ...cluster.store.identities(cluster).map(({ name }) => name),
  ...serverNodes(cluster).map(({ container }) => container),
];

/** What is wrong with the users that a cluster itself declares. */
export function userViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const plain = model.plainUsers.map(({ name }) => name);
  const kerberos = model.kerberosUsers.map(({ name }) => name);
  const own = new Set(ownNames(model));
  return [
    ...nameViolations(`${subject}/certificateUsers`, 'a certificate user', model.certificateUsers, own),
    ...nameViolations(`${subject}/plainUsers`, 'a PLAIN user', plain, own),
    ...nameViolations(`${subject}/kerberosUsers`, 'a Kerberos user', kerberos, own),
    ...duplicates([...model.certificateUsers, ...plain, ...kerberos], {
      code: 'UserDuplicate',
      subject,
      what: 'names of certificateUsers, plainUsers and kerberosUsers, who would share their rights,',
    }),
    ...plainViolations(subject, model),
    ...kerberosViolations(subject, model),
  ];
}

function nameViolations(
  subject: string,
  what: string,
  names: readonly string[],
  own: ReadonlySet<string>,
): readonly Violation[] {
  return names
    .filter((name) => !/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(name) || own.has(name))
    .map((name) => ({
      code: 'UserNameIllegal',
      subject,
      rule: `${what} must be named by up to 64 letters, digits, ., _ and -, and not like the administrator, a server or ${ANONYMOUS}, who is whoever does not log in`,
      value: name,
      remedy: 'rename the user',
    }));
}

function plainViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const violations: Violation[] = [];
  const listeners = model.listeners.filter(({ authentication }) => authentication.usesPlain);
  if (listeners.length > 0 && model.plainUsers.length === 0) {
    violations.push({
      code: 'PlainUsersMissing',
      subject: `${subject}/plainUsers`,
      rule: 'a cluster with a PLAIN listener must have a PLAIN user',
      remedy: 'name one in plainUsers, or take PLAIN away from the listener',
    });
  }
  if (listeners.length === 0 && model.plainUsers.length > 0) {
    violations.push({
      code: 'PlainListenerMissing',
      subject: `${subject}/plainUsers`,
      rule: 'a cluster with PLAIN users must have a listener with PLAIN',
      remedy: 'add one with Authentication.plain(), or leave plainUsers out',
    });
  }
  for (const { name } of listeners.filter(({ authentication }) => !authentication.usesTls)) {
    violations.push({
      code: 'PlainWithoutTls',
      subject: `${subject}/listeners/${name}`,
      rule: 'a listener with PLAIN must be encrypted: clients send their passwords as they are',
      value: 'SASL_PLAINTEXT',
      remedy: "take withoutTls() away, or let it through: allow: ['PlainWithoutTls']",
    });
  }
  for (const { name, passwordVersion } of model.plainUsers) {
    violations.push(...versionViolations(`${subject}/plainUsers/${name}`, 'passwordVersion', passwordVersion));
  }
  return violations;
}

/** What is made anew when its version rises, and the code of one that is no version. */
const VERSIONS = {
  passwordVersion: { code: 'PasswordVersionIllegal' },
  keyVersion: { code: 'KeyVersionIllegal' },
  certificateVersion: { code: 'CertificateVersionIllegal' },
} as const;

/** A password, key or certificate is made anew when its version rises. */
export function versionViolations(subject: string, what: keyof typeof VERSIONS, version: number): readonly Violation[] {
  return Number.isInteger(version) && version >= 1
    ? []
    : [
        {
          ...VERSIONS[what],
          subject,
          rule: `${what} must be a whole number, 1 at least`,
          value: version,
          remedy: 'count it up from 1',
        },
      ];
}

function kerberosViolations(subject: string, model: ClusterModel): readonly Violation[] {
  const violations: Violation[] = [];
  const listeners = model.listeners.filter(({ authentication }) => authentication.realm !== undefined);
  if (listeners.length > 0 && model.kerberosUsers.length === 0) {
    violations.push({
      code: 'KerberosUsersMissing',
      subject: `${subject}/kerberosUsers`,
      rule: 'a cluster with a Kerberos listener must have a Kerberos user: nobody else of the realm is let in',
      remedy: 'name one in kerberosUsers, or take GSSAPI away from the listener',
    });
  }
  if (listeners.length === 0 && model.kerberosUsers.length > 0) {
    violations.push({
      code: 'KerberosListenerMissing',
      subject: `${subject}/kerberosUsers`,
      rule: 'a cluster with Kerberos users must have a listener with Kerberos',
      remedy: 'add one with Authentication.gssapi(realm), or leave kerberosUsers out',
    });
  }
  for (const { name, authentication } of listeners.filter(
    (listener) => listener.authentication.realm !== model.kerberos,
  )) {
    violations.push({
      code: 'RealmsDiffer',
      subject: `${subject}/listeners/${name}`,
      rule: 'all Kerberos listeners of a cluster must take tickets of the same realm',
      value: authentication.realm?.name,
      remedy: 'give each the same KerberosRealm, and have other realms trusted by that one',
    });
  }
  for (const listener of listeners) {
    const host = model.brokers.map((broker) => listener.hostOf(broker)).find((name) => isIP(name) !== 0);
    if (host !== undefined) {
      violations.push({
        code: 'KerberosHostIsAddress',
        subject: `${subject}/listeners/${listener.name}`,
        rule: 'a Kerberos listener must be advertised by a host name, which clients ask for a ticket to',
        value: host,
        remedy: 'give it an advertisedHost that clients resolve',
      });
    }
  }
  for (const { name, keyVersion } of model.kerberosUsers) {
    violations.push(...versionViolations(`${subject}/kerberosUsers/${name}`, 'keyVersion', keyVersion));
  }
  const place = model.kerberos?.place;
  if (place?.kind === 'managed' && (!Number.isInteger(place.port) || place.port < 1 || place.port > 65_535)) {
    violations.push({
      code: 'PortIllegal',
      subject: `${subject}/realm`,
      rule: 'a port must be a whole number from 1 to 65535',
      value: place.port,
      remedy: 'choose another',
    });
  }
  return violations;
}
