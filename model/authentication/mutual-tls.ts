import { keystoreProperties, truststoreProperties } from '../formats/tls-properties';
import { brokerMappingRules, clientMappingRules } from '../names/distinguished-name';
import { CLIENT_FILES, PATHS, STORE_FILES } from '../names/paths';
import type { ProbeIdentity, KnownCredentials, KeyPair } from './probe-identity';
import type { Mechanism, MechanismCluster } from './mechanism';
import { userNamesBy, usersBy } from '../users/cluster-user';
import { versionViolations } from './credential-version';

const NAME = 'certificate';

const namesOf = (cluster: MechanismCluster): readonly string[] => userNamesBy(cluster, NAME);

/** A client certificate, shown when the encrypted connection is made: Kafka's `SSL` with `ssl.client.auth=required`. */
export const mutualTls: Mechanism<'certificate', never> = {
  name: NAME,
  title: 'client certificate',
  sasl: [],
  protocols: ['SSL'],
  clientAuth: 'required',
  users: {
    declaration: {
      prop: 'certificateUsers',
      what: 'a certificate user',
      names: namesOf,
    },
    secret: 'certificate',
    stored: {
      roles: ['admin', 'client'],
      files: [STORE_FILES.keystore, STORE_FILES.keystorePassword, STORE_FILES.authority],
    },
    certificates: (cluster) => usersBy(cluster, NAME),
  },
  broker: {
    properties: ({ names }, { scope }) => ({
      'ssl.client.auth': 'required',
      ...(scope === 'replication'
        ? {
            'ssl.principal.mapping.rules': brokerMappingRules(names),
            ...keystoreProperties('ssl', PATHS.kafka.secrets),
            ...truststoreProperties('ssl', PATHS.kafka.secrets, STORE_FILES.clusterTruststore),
          }
        : {
            'ssl.principal.mapping.rules': clientMappingRules(names),
            ...truststoreProperties('ssl', PATHS.kafka.secrets, STORE_FILES.clientsTruststore),
          }),
    }),
  },
  client: {
    kafka: ({ file }) => [
      ['ssl.keystore.type', 'PEM'],
      ['ssl.keystore.location', file(CLIENT_FILES.keystore)],
    ],
    librdkafka: ({ file }) => [
      ['ssl.certificate.location', file(CLIENT_FILES.certificate)],
      ['ssl.key.location', file(CLIENT_FILES.key)],
    ],
  },
  matrix: { identities, rightless: 'certificate user' },
  violations: (subject, cluster) =>
    usersBy(cluster, NAME).flatMap(({ name, version }) =>
      versionViolations(`${subject}/user ${name}`, 'certificateVersion', version),
    ),
};

function identities({ forServers, certificates, servers, foreign }: KnownCredentials): readonly ProbeIdentity[] {
  const known = forServers ? [servers.broker].filter((pair) => pair !== undefined) : certificates;
  // The other authority's certificates are good ones, in the wrong place.
  const misplaced = forServers ? certificates[0] : servers.other;
  const [owner, authority] = forServers ? ['a broker', 'clients’'] : ['the administrator', 'servers’'];
  return [
    ...known.map((pair: KeyPair): ProbeIdentity => ({ identity: pair.name, expected: 'let in', certificate: pair })),
    { identity: 'nobody: no certificate', expected: 'noCertificate' },
    {
      identity: `${owner}’s name from an unknown authority`,
      expected: 'foreignCertificate',
      certificate: foreign,
    },
    ...(misplaced === undefined
      ? []
      : [
          {
            identity: `${misplaced.name}, of the ${authority} authority`,
            expected: 'foreignCertificate' as const,
            certificate: misplaced,
          },
        ]),
  ];
}
