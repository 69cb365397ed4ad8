import { isIP } from 'node:net';
import { renderKrb5Conf } from '../kerberos/configuration';
import { KERBEROS } from '../kerberos/kerberos-cluster';
import { principalRules, SERVICE_NAME, serviceKeytab, servicePrincipal } from '../kerberos/principals';
import { realmFiles } from '../kerberos/realm-files';
import { CLIENT_FILES, KEYTAB_FILES, PATHS } from '../names/paths';
import { namesHost, portViolations } from '../names/host-endpoint';
import { userNamesBy, usersBy } from '../users/cluster-user';
import type { Violation } from '../violation';
import { versionViolations } from './credential-version';
import { loginModules, quoteJaas } from './jaas';
import { NOBODY } from './probe-identity';
import type { ClientLogin, Entry, Mechanism, MechanismCluster } from './mechanism';
import { UNENCRYPTED } from './password-login';

const LOGIN_MODULE = 'com.sun.security.auth.module.Krb5LoginModule';

/** A ticket of a Kerberos realm (Kerberos 5, RFC 4752). */
export const gssapi: Mechanism<typeof KERBEROS, 'GSSAPI'> = {
  name: KERBEROS,
  title: 'Kerberos',
  sasl: ['GSSAPI'],
  protocols: ['SASL_SSL', 'SASL_PLAINTEXT'],
  unencrypted: UNENCRYPTED,
  // Tickets are for host names: clients look up the name of a bare address, each in its own way.
  needsHostName: true,
  users: {
    declaration: { prop: 'kerberosUsers', what: 'a Kerberos user', names: namesOf },
    secret: 'keytab',
    stored: { roles: [KERBEROS], files: [KEYTAB_FILES.keytab] },
    withFolder: (cluster) => (cluster.kerberos?.hosting.kind === 'managed' ? namesOf(cluster) : []),
    keepTheirOwn: ({ kerberos }) => kerberos?.container === undefined,
  },
  broker: {
    properties: (cluster, { host, sasl }) => ({
      'sasl.kerberos.service.name': SERVICE_NAME,
      'sasl.kerberos.principal.to.local.rules': principalRules(cluster),
      // A broker takes tickets and asks for none, so that it starts also while the realm is silent.
      ...loginModules(
        sasl,
        `${LOGIN_MODULE} required isInitiator=false useKeyTab=true storeKey=true ` +
          `doNotPrompt=true keyTab="${serviceKeytab(PATHS.kafka.secrets, host)}" ` +
          `principal="${servicePrincipal(cluster.kerberos?.name ?? '', host)}";`,
      ),
    }),
    files: (cluster) => Object.values(realmFiles(cluster)),
    // Java's Kerberos reads its settings from a file of its own.
    javaOptions: (cluster) => {
      const { client } = realmFiles(cluster);
      return client === undefined ? [] : [`-Djava.security.krb5.conf=${PATHS.configuration}/${client.name}`];
    },
    hostEndpoints: ({ kerberos, engine }) =>
      kerberos?.hosting.kind === 'managed'
        ? [{ hostAddress: kerberos.hosting.bindAddress, hostPort: kerberos.hosting.port, engine }]
        : [],
  },
  client: {
    kafka: (login) => {
      const principal = `doNotPrompt=true principal=${quoteJaas(principalOf(login))};`;
      const keytab = quoteJaas(login.file(CLIENT_FILES.keytab));
      const { keytab: hasKeytab, serviceName } = realmOf(login);
      return [
        [
          'sasl.jaas.config',
          hasKeytab
            ? `${LOGIN_MODULE} required useKeyTab=true storeKey=true keyTab=${keytab} ${principal}`
            : `${LOGIN_MODULE} required useTicketCache=true ${principal}`,
        ],
        ['sasl.kerberos.service.name', serviceName],
      ];
    },
    librdkafka: (login): readonly Entry[] => [
      ['sasl.kerberos.service.name', realmOf(login).serviceName],
      ['sasl.kerberos.principal', principalOf(login)],
      // Where there is no keytab, all that is asked of Kerberos' own programs is whether there is a ticket.
      realmOf(login).keytab
        ? ['sasl.kerberos.keytab', login.file(CLIENT_FILES.keytab)]
        : ['sasl.kerberos.kinit.cmd', 'klist -s'],
    ],
    environment: ({ fileBeside }) => [
      { name: 'KRB5_CONFIG', value: fileBeside(CLIENT_FILES.krb5), readBy: 'kcat, kinit' },
      {
        name: 'KAFKA_OPTS',
        value: `-Djava.security.krb5.conf=${fileBeside(CLIENT_FILES.krb5)}`,
        readBy: "Kafka's tools",
      },
    ],
    files: ({ kerberos }, scope): Readonly<Record<string, string>> =>
      kerberos === undefined ? {} : { [CLIENT_FILES.krb5]: renderKrb5Conf(kerberos.realm, kerberos.kdcs[scope]) },
  },
  matrix: {
    identities: () => [
      {
        identity: 'a ticket that no realm has given',
        expected: 'credentials',
        login: { user: NOBODY, password: NOBODY },
      },
    ],
    // Right tickets are the Java client's business; here is what any bytes get.
    exchange: (_, user) => ({ first: () => user }),
    remark: (listener) => `${listener}: the check logins tries right tickets`,
    remedy: 'see whether the realm answers (docker logs of its container), then run npm run clients',
  },
  violations,
  missing,
};

function namesOf(cluster: MechanismCluster): readonly string[] {
  return userNamesBy(cluster, KERBEROS);
}

const principalOf = (login: ClientLogin): string => `${login.user}@${realmOf(login).realm}`;

function realmOf({ user, kerberos }: ClientLogin): NonNullable<ClientLogin['kerberos']> {
  if (kerberos === undefined) {
    throw new Error(`no realm for ${user}, who logs in with tickets`);
  }
  return kerberos;
}

function violations(subject: string, cluster: MechanismCluster): readonly Violation[] {
  const found: Violation[] = [];
  const listeners = cluster.listeners.filter(({ mechanisms }) => mechanisms.includes('GSSAPI'));
  if (listeners.length === 0 && namesOf(cluster).length > 0) {
    found.push({
      code: 'KerberosListenerMissing',
      subject,
      rule: 'a cluster with Kerberos users must have a listener with Kerberos',
      remedy: 'add one with Authentication.gssapi(realm), or declare no such user',
    });
  }
  for (const { name, authentication } of listeners.filter(
    (listener) => listener.authentication.realm !== cluster.kerberos,
  )) {
    found.push({
      code: 'RealmsDiffer',
      subject: `${subject}/listeners/${name}`,
      rule: 'all Kerberos listeners of a cluster must take tickets of the same realm',
      value: authentication.realm?.name,
      remedy: 'give each the same KerberosRealm, and have other realms trusted by that one',
    });
  }
  for (const listener of listeners) {
    const host = cluster.brokers.map((broker) => listener.hostOf(broker, cluster)).find((name) => isIP(name) !== 0);
    if (host !== undefined) {
      found.push({
        code: 'KerberosHostIsAddress',
        subject: `${subject}/listeners/${listener.name}`,
        rule: 'a Kerberos listener must be advertised by a host name, which clients ask for a ticket to',
        value: host,
        remedy: 'give it an advertisedHost that clients resolve',
      });
    }
  }
  for (const { name, version } of usersBy(cluster, KERBEROS)) {
    found.push(...versionViolations(`${subject}/user ${name}`, 'keyVersion', version));
  }
  return [...found, ...realmViolations(subject, cluster)];
}

/** Clients are told of the realm's port as they are of a listener's. */
function realmViolations(subject: string, { kerberos }: MechanismCluster): readonly Violation[] {
  if (kerberos?.hosting.kind !== 'managed') {
    return [];
  }
  const { advertisedHost, port, keyVersion } = kerberos.hosting;
  const where = `${subject}/realm ${kerberos.name}`;
  return [
    ...versionViolations(where, 'keyVersion', keyVersion),
    ...(namesHost(advertisedHost)
      ? []
      : [
          {
            code: 'RealmHostIllegal',
            subject: where,
            rule:
              'advertisedHost must be an IP address or a host name (letters, digits, - and .), ' +
              'and not one that stands for every address',
            value: advertisedHost,
            remedy: 'give the advertisedHost by which clients reach the engine’s host',
          },
        ]),
    ...portViolations(where, [port]),
  ];
}

function missing(subject: string, cluster: MechanismCluster): readonly Violation[] {
  return namesOf(cluster).length > 0 || cluster.listeners.every(({ mechanisms }) => !mechanisms.includes('GSSAPI'))
    ? []
    : [
        {
          code: 'KerberosUsersMissing',
          subject,
          rule: 'a cluster with a Kerberos listener must have a Kerberos user: nobody else of the realm is let in',
          remedy: 'add one: cluster.addUser(name, UserLogin.kerberos()), or take GSSAPI away from the listener',
        },
      ];
}
