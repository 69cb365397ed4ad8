import { PASSWORD_FILES, PATHS, plainFolder } from '../names/paths';
import { secretsVolume } from '../names/names';
import { userNamesBy, usersBy } from '../users/cluster-user';
import type { Advice, Violation } from '../violation';
import { versionViolations } from './credential-version';
import { loginModules } from './jaas';
import type { Mechanism, MechanismCluster } from './mechanism';
import { isEncrypted } from './listener-protocol';
import { librdkafkaPassword, passwordProbes, passwordModule, UNENCRYPTED } from './password-login';

const NAME = 'plain';
const LOGIN_MODULE = 'org.apache.kafka.common.security.plain.PlainLoginModule';

/** A name and a password as they are (RFC 4616); the brokers read the passwords from their files. */
export const plain: Mechanism<'plain', 'PLAIN'> = {
  name: NAME,
  title: 'PLAIN',
  sasl: ['PLAIN'],
  protocols: ['SASL_SSL', 'SASL_PLAINTEXT'],
  unencrypted: UNENCRYPTED,
  users: {
    declaration: { prop: 'plainUsers', what: 'a PLAIN user', names: namesOf },
    secret: 'password',
    stored: { roles: [NAME], files: [PASSWORD_FILES.password] },
    passwords: (cluster) =>
      usersBy(cluster, NAME).map(({ name, version, passwordFile }) => ({
        name,
        version,
        file: passwordFile,
        locations: [
          { volume: cluster.names.identitiesVolume, folder: name },
          ...cluster.brokers.map(({ node }) => ({ volume: secretsVolume(node), folder: plainFolder(name) })),
        ],
      })),
    withFolder: namesOf,
  },
  broker: {
    properties: (cluster, { sasl }) => {
      const users = namesOf(cluster).map((name) => {
        const file = `${PATHS.kafka.secrets}/${plainFolder(name)}/${PASSWORD_FILES.properties}`;
        return ` user_${name}="\${file:${file}:password}"`;
      });
      return loginModules(sasl, `${LOGIN_MODULE} required${users.sort().join('')};`);
    },
  },
  client: {
    kafka: (login) => passwordModule(LOGIN_MODULE, login),
    librdkafka: librdkafkaPassword,
    kafkajs: (_, username, password) => ({ mechanism: 'plain', username, password }),
  },
  matrix: {
    identities: passwordProbes,
    exchange: (_, user, password) => ({ first: () => `\0${user}\0${password}` }),
  },
  violations,
  missing,
};

function namesOf(cluster: MechanismCluster): readonly string[] {
  return userNamesBy(cluster, NAME);
}

function violations(subject: string, cluster: MechanismCluster): readonly (Violation | Advice)[] {
  const found: Violation[] = [];
  const listeners = cluster.listeners.filter(({ mechanisms }) => mechanisms.includes('PLAIN'));
  if (listeners.length === 0 && namesOf(cluster).length > 0) {
    found.push({
      code: 'PlainListenerMissing',
      subject,
      rule: 'a cluster with PLAIN users must have a listener with PLAIN',
      remedy: 'add one with Authentication.plain(), or declare no such user',
    });
  }
  for (const { name, protocol } of listeners.filter((listener) => !isEncrypted(listener.protocol))) {
    found.push({
      code: 'PlainWithoutTls',
      subject: `${subject}/listeners/${name}`,
      rule: 'a listener with PLAIN must be encrypted: clients send their passwords as they are',
      value: protocol,
      remedy: "take withoutTls() away, or let it through: allow: ['PlainWithoutTls']",
    });
  }
  for (const { name, version } of usersBy(cluster, NAME)) {
    found.push(...versionViolations(`${subject}/user ${name}`, 'passwordVersion', version));
  }
  return found;
}

function missing(subject: string, cluster: MechanismCluster): readonly Violation[] {
  return namesOf(cluster).length > 0 || cluster.listeners.every(({ mechanisms }) => !mechanisms.includes('PLAIN'))
    ? []
    : [
        {
          code: 'PlainUsersMissing',
          subject,
          rule: 'a cluster with a PLAIN listener must have a PLAIN user',
          remedy: 'add one: cluster.addUser(name, UserLogin.plain()), or take PLAIN away from the listener',
        },
      ];
}
