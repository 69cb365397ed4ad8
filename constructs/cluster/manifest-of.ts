import { certificatePlan } from '../../certs/plan';
import { isFirst } from '../../model/certificates/authority-version';
import { AUTHORITY_NAMES } from '../../model/certificates/identity';
import { MECHANISMS } from '../../model/authentication/mechanisms';
import { reloadsCertificates } from '../../model/cluster/certificate-reload';
import { versionInTag } from '../../model/cluster/image';
import { waiversInUse } from '../../model/declaration/open-without-rules';
import { SERVICE_NAME } from '../../model/kerberos/principals';
import { brokerProperties } from '../../model/files/broker-properties';
import { brokerLogLevels } from '../../model/files/logging';
import { brokerFile } from '../../model/files/server-files';
import { hostAndPort } from '../../model/names/host-endpoint';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { kdcsOf } from '../../model/kerberos/realm-files';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { KDC_MEMORY } from '../../model/kerberos/configuration';
import type {
  ClusterManifest,
  ManifestIdentity,
  ManifestKerberos,
  ManifestQuota,
  ManifestRule,
  ManifestService,
  ManifestTokens,
  ManifestTopic,
  ManifestUser,
} from '../../model/manifest/manifest';

/** A cluster's outside view, with what is declared on it. */
export function manifestOf(
  cluster: ClusterModel,
  stacks: ClusterManifest['stacks'],
  declared: {
    readonly topics: readonly ManifestTopic[];
    readonly users: readonly ManifestUser[];
    readonly rules: readonly ManifestRule[];
    readonly quotas: readonly ManifestQuota[];
    /** Principals whose credentials are made elsewhere. */
    readonly externals: readonly string[];
    readonly services: readonly ManifestService[];
  },
): ClusterManifest {
  const { store } = cluster;
  const servers = store.servers(cluster);
  return {
    schema: 2,
    name: cluster.name,
    kafkaVersion: cluster.version.version,
    interBrokerProtocol: cluster.brokerProperties[INTER_BROKER_PROTOCOL]?.toString(),
    startSeconds: cluster.startTimeout.seconds,
    moveThrottle: cluster.moveThrottle.bytes,
    brokerSessionSeconds: cluster.brokerSessionTimeout.seconds,
    images: {
      kafka: cluster.images.kafka.name,
      ...(cluster.kerberos !== undefined && { kerberos: cluster.images.kerberos.name }),
    },
    networks: { backplane: cluster.names.backplane, clients: cluster.names.clients },
    engine: cluster.engine,
    placements: cluster.placements,
    hosts: cluster.hosts,
    memory: {
      needed:
        cluster.brokers.length * cluster.brokerMemory.bytes +
        servers.reduce((sum, { memory }) => sum + memory.bytes, 0) +
        (cluster.kerberos?.hosting.kind === 'managed' ? KDC_MEMORY.bytes : 0) +
        declared.services.reduce((sum, { memory }) => sum + memory, 0),
    },
    stacks,
    listeners: cluster.listeners.map((listener) => listener.toManifest()),
    allowed: waiversInUse(cluster.allowed, cluster.brokerProperties),
    brokers: cluster.brokers.map((broker) => ({
      id: broker.id,
      container: broker.node.container,
      advertised: Object.fromEntries(
        cluster.listeners.map((listener) => [listener.name, listener.advertisedFor(broker, cluster)]),
      ),
      published: cluster.listeners.flatMap((listener) => {
        const port = listener.publishedPortOf(broker);
        return port === undefined ? [] : [hostAndPort(port.hostAddress, port.hostPort)];
      }),
      file: brokerFile(cluster, broker).name,
      settings: Object.fromEntries(
        Object.entries(brokerProperties(cluster, broker)).map(([name, value]) => [name, String(value)]),
      ),
    })),
    metadata: {
      kind: store.kind,
      name: store.name,
      outlook: store.outlook,
      version: store.version?.version ?? cluster.version.version,
      imageVersion: versionInTag(
        (Object.values(store.images(cluster.images.metadata))[0] ?? cluster.images.kafka).name,
      ),
      controllers: store.controllers,
      quorum: store.quorum,
      features: store.features?.(cluster),
      migration: migrationOf(cluster),
      servers: servers.map(({ id, role, nodeId, node, port, file }) => ({
        ...{ id, role, nodeId, port, file: file.name },
        container: node.container,
        host: node.backplaneHost,
      })),
    },
    kerberos: kerberosOf(cluster),
    tokens: tokensOf(cluster),
    topics: declared.topics,
    users: declared.users,
    rules: declared.rules,
    quotas: declared.quotas,
    ignored: [
      ...cluster.driftIgnore.map((each) => each.toManifest()),
      ...declared.externals.map((principal) => ({
        kind: 'user' as const,
        name: principal.replace(/^User:/, ''),
        prefixed: false,
      })),
    ],
    logLevels: brokerLogLevels(store),
    identities: identitiesOf(cluster),
    renewal: {
      beforeDays: cluster.renewBefore.days,
      step: cluster.names.keytoolStep,
      reload: reloadsCertificates(cluster),
      ...authoritiesOf(cluster),
    },
    services: declared.services,
  };
}

/** Where metadata are on the way from one store to another. */
function migrationOf({ store, name }: ClusterModel): ClusterManifest['metadata']['migration'] {
  const migration = store.migration?.(name);
  if (migration === undefined) {
    return undefined;
  }
  const { phase, at, former, brokers, leaves } = migration;
  return { phase, at, former, brokers, leaves };
}

/** Those whose keys were exchanged, or are being. */
function authoritiesOf({
  authorityVersions,
}: ClusterModel): Pick<NonNullable<ClusterManifest['renewal']>, 'authorities'> {
  const exchanged = AUTHORITY_NAMES.filter((name) => !isFirst(authorityVersions[name]));
  return exchanged.length === 0 ? {} : { authorities: exchanged.map((name) => ({ name, ...authorityVersions[name] })) };
}

function kerberosOf(cluster: ClusterModel): ManifestKerberos | undefined {
  return (
    cluster.kerberos && {
      realm: cluster.kerberos.name,
      serviceName: SERVICE_NAME,
      kdcs: { published: kdcsOf(cluster, 'published'), internal: kdcsOf(cluster, 'internal') },
      ...(cluster.kerberos.hosting.kind === 'managed' && { container: cluster.names.kdc }),
    }
  );
}

function tokensOf({ tokenIssuer }: ClusterModel): ManifestTokens | undefined {
  if (tokenIssuer === undefined) {
    return undefined;
  }
  const { principalClaim, authority, props } = tokenIssuer;
  const { issuer, audiences = [], tokenUrl, scope } = props;
  return { issuer, audiences, principalClaim, tokenUrl, scope, authority };
}

function identitiesOf(cluster: ClusterModel): readonly ManifestIdentity[] {
  return [
    ...certificatePlan(cluster).identities.map(({ name, role, locations }) => ({
      name,
      role,
      volume: locations[0]?.volume ?? '',
      folder: locations[0]?.folder ?? '',
    })),
    ...MECHANISMS.flatMap(({ name: role, users }) =>
      (users?.withFolder?.(cluster) ?? []).map((name) => ({
        name,
        role,
        volume: cluster.names.identitiesVolume,
        folder: name,
      })),
    ),
  ];
}
