import type { ClusterManifest, ManifestBroker } from '../../../../constructs/private/manifest';

const broker = (id: number): ManifestBroker => ({
  id,
  container: `kafka-broker-${id}`,
  advertised: {
    REPLICATION: `kafka-broker-${id}.kafka-backplane:9091`,
    SCRAM: `127.0.0.1:${19091 + id}`,
    MTLS: `127.0.0.1:${19191 + id}`,
    SCRAM_INTERNAL: `kafka-broker-${id}:9094`,
    MTLS_INTERNAL: `kafka-broker-${id}:9095`,
  },
});
const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The default cluster, as its manifest describes it. */
export const manifest: ClusterManifest = {
  schema: 1,
  name: 'kafka',
  kafkaVersion: '3.9.2',
  zookeeperVersion: '3.8.6',
  images: { kafka: 'kafka-image', zookeeper: 'zookeeper-image' },
  networks: { backplane: 'kafka-backplane', clients: 'kafka-clients' },
  memory: { needed: 4_000_000_000 },
  stacks: { base: 'kafka-base', cluster: 'kafka-cluster', resources: ['kafka-resources'], services: [] },
  allowed: [],
  listeners: [
    { name: 'REPLICATION', protocol: 'SSL', mechanisms: [], scope: 'replication', clientCertificate: true },
    { name: 'SCRAM', protocol: 'SASL_SSL', mechanisms: scram, scope: 'published', clientCertificate: false },
    { name: 'MTLS', protocol: 'SSL', mechanisms: [], scope: 'published', clientCertificate: true },
    { name: 'SCRAM_INTERNAL', protocol: 'SASL_SSL', mechanisms: scram, scope: 'internal', clientCertificate: false },
    { name: 'MTLS_INTERNAL', protocol: 'SSL', mechanisms: [], scope: 'internal', clientCertificate: true },
  ],
  brokers: [broker(1), broker(2), broker(3)],
  zookeepers: [1, 2, 3].map((id) => ({
    ...{ id, container: `kafka-zookeeper-${id}`, port: 2182 },
    host: `kafka-zookeeper-${id}.kafka-backplane`,
  })),
  topics: [
    { name: 'topic1', partitions: 3, replicationFactor: 3, config: { 'min.insync.replicas': '2' }, allowed: [] },
  ],
  users: [
    {
      ...{ name: 'admin', principal: 'User:CN=admin,OU=administrators,O=kafka', authentication: 'certificate' },
      ...{ mechanisms: [], superUser: true },
    },
    { name: 'client', principal: 'User:client', authentication: 'certificate', mechanisms: [], superUser: false },
    { name: 'user1', principal: 'User:user1', authentication: 'scram', mechanisms: scram, superUser: false },
  ],
  rules: [],
  identities: [
    { name: 'broker-1', role: 'broker', volume: 'kafka-broker-1-secrets', folder: '' },
    { name: 'admin', role: 'admin', volume: 'kafka-identities', folder: 'admin' },
    { name: 'client', role: 'client', volume: 'kafka-identities', folder: 'client' },
  ],
  services: [],
};
