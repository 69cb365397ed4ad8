/** Where things lie in the servers' containers; as in the official images, so that these serve as they are. */
export const PATHS = {
  configuration: '/mnt/shared/config',
  kafka: {
    libraries: '/opt/kafka/libs/*',
    data: '/var/lib/kafka/data',
    secrets: '/etc/kafka/secrets',
  },
} as const;

/**
 * Folder of the configuration's volume that has the identity of a cluster on several hosts, as a formatted volume has it: `meta.properties`. Whoever looks for
 * the identity of the volumes on a host finds this one among them.
 */
export const IDENTITY_FOLDER = '.identity';
/** Option of the command `handover` that hands it over. */
export const HANDOVER_IDENTITY = '--identity';

/** The user that the official images run as; files that a server reads belong to it. */
export const SERVER_UID = 1000;

/** Files of an identity's folder, as the keytool step writes them. */
export const STORE_FILES = {
  keystore: 'keystore.p12',
  /** Trusts what the cluster's authority signed: the servers. */
  clusterTruststore: 'cluster-truststore.p12',
  /** Trusts what the clients' authority signed: the administrator and certificate users. */
  clientsTruststore: 'clients-truststore.p12',
  /** Password of the keystore and its key, alone on one line. */
  keystorePassword: 'store.password',
  /** Password of the truststores, alone on one line; it guards their integrity, they hold public certificates alone. */
  truststorePassword: 'truststore.password',
  /** Both as properties `keystore` and `truststore`, for Kafka's file configuration provider. */
  passwordProperties: 'store.properties',
  /** For the service that watches when certificates end: the authorities' certificates, and the ends of identities'. */
  ends: 'ends',
  /** Certificate of the authority that a client must trust. */
  authority: 'ca.pem',
} as const;

/** Files of a PLAIN user's folder, as the keytool step writes them. */
export const PASSWORD_FILES = {
  /** The password alone, without an end of line. */
  password: 'password',
  /** The same as property `password`, for Kafka's file configuration provider. */
  properties: 'password.properties',
} as const;

/** Files of a Kerberos principal's folder, as the keytab step writes them. */
export const KEYTAB_FILES = { keytab: 'keytab' } as const;

/** Files of a user's folder, as `npm run clients` writes them. */
export const CLIENT_FILES = {
  ca: 'ca.pem',
  certificate: 'client.pem',
  key: 'client.key',
  keystore: 'keystore.pem',
  properties: 'client.properties',
  kcat: 'kcat.conf',
  librdkafka: 'librdkafka.json',
  spring: 'spring.properties',
  keytab: 'keytab',
  krb5: 'krb5.conf',
  token: 'token.jwt',
  clientSecret: 'client-secret.properties',
  issuerAuthority: 'issuer-ca.pem',
} as const;

/** Folder, in a broker's secrets, of its keytab for a host that it is advertised at. */
export const serviceFolder = (host: string): string => `kerberos-${host.toLowerCase()}`;

/** Folder, in a broker's secrets, of a PLAIN user's password. */
export const plainFolder = (user: string): string => `plain-${user}`;
