import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import { ServerImage } from '../../cluster/image';
import type { MetadataIdentity, MetadataServerModel, MetadataStore } from '../../cluster/metadata-store';
import { LISTENING, listeningHealth, portPattern, sockets } from '../../files/health';
import { type ConfigurationFile, versioned } from '../../formats/versioned-file';
import { type Properties, renderProperties } from '../../formats/properties';
import { distinguishedName } from '../../names/distinguished-name';
import { dataVolume, secretsVolume } from '../../names/names';
import type { Size } from '../../units/size';
import type { Advice, Violation } from '../../violation';
import { serverSize } from '../server-size';
import { connectionProperties, ownsConnectionProperty } from './connection-properties';
import { zooKeeperCommand } from './zookeeper-command';
import { ZOOKEEPER_LOGGING } from './zookeeper-logging';
import { ZOOKEEPER_MONITORING } from './zookeeper-monitoring';
import {
  transactionLogVolume,
  ZOOKEEPER_CLIENT,
  ZOOKEEPER_PATHS,
  ZOOKEEPER_PORTS,
  ZOOKEEPER_ROLE,
  zooKeeperNodes,
} from './zookeeper-node';
import type { ZooKeeperProps } from './zookeeper-props';
import { zooKeeperProperties } from './zookeeper-properties';
import { ZooKeeperVersion } from './zookeeper-version';
import { zooKeeperViolations } from './zookeeper-violations';
import { WITH_KRAFT } from '../../setup/declared-otherwise';

/** A ZooKeeper ensemble on the brokers' engine: TLS everywhere, with client certificates. */
export class ZooKeeperStore implements MetadataStore {
  public readonly kind = ZOOKEEPER_ROLE;
  public readonly name = 'ZooKeeper';
  public readonly outlook = `KRaft would need no servers but Kafka’s own, and is all that Kafka 4 knows: ${WITH_KRAFT}`;
  public readonly clientPackage = 'org.apache.zookeeper';
  public readonly hasSessions = true;
  public readonly monitoring = ZOOKEEPER_MONITORING;
  /** Its client opens the keystore whenever it connects. Kafka's client of a KRaft quorum has opened it once, and for all. */
  public readonly readsCertificatesAnew = true;

  public readonly nodes: number;
  public readonly version: ZooKeeperVersion;
  public readonly heap: Size;
  public readonly memory: Size;
  private readonly image: ServerImage | undefined;

  public constructor(props: ZooKeeperProps) {
    this.nodes = props.nodes ?? 3;
    this.version = props.version ?? ZooKeeperVersion.V3_8_6;
    ({ heap: this.heap, memory: this.memory } = serverSize(props));
    this.image = props.image;
  }

  public images({ zookeeper }: ClusterBasis['images']['metadata']): { readonly zookeeper: ServerImage } {
    return { zookeeper: this.image ?? zookeeper ?? ServerImage.official('zookeeper', this.version.version) };
  }

  public servers(cluster: ClusterBasis): readonly MetadataServerModel[] {
    const ensemble = zooKeeperNodes(cluster.names, this.nodes);
    const image = this.images(cluster.images.metadata).zookeeper;
    return ensemble.map((self) => {
      const { id, node } = self;
      const file = versioned(node.container, 'properties', renderProperties(zooKeeperProperties(ensemble, self)));
      return {
        id,
        role: ZOOKEEPER_ROLE,
        node,
        port: ZOOKEEPER_PORTS.client,
        image,
        command: zooKeeperCommand(cluster, this, image, node, file),
        memory: this.memory,
        file,
        ensemble: '^server\\.',
        volumes: [
          { name: dataVolume(node), path: ZOOKEEPER_PATHS.data, myid: id, initial: ['version-2/'] },
          {
            name: transactionLogVolume(node),
            path: ZOOKEEPER_PATHS.transactionLog,
            initial: ['version-2/', 'initialize'],
          },
        ],
        secrets: ZOOKEEPER_PATHS.secrets,
        // The official image declares a volume here, which would be an anonymous one.
        scratch: [ZOOKEEPER_PATHS.logs],
        health: zooKeeperHealth(ensemble.length),
      };
    });
  }

  public files(): readonly ConfigurationFile[] {
    return [ZOOKEEPER_LOGGING];
  }

  public identities({ names, brokers }: ClusterBasis): readonly MetadataIdentity[] {
    return [
      ...zooKeeperNodes(names, this.nodes).map(({ id, node }): MetadataIdentity => ({
        name: `zookeeper-${id}`,
        role: 'metadata-server',
        distinguishedName: distinguishedName(names, node.container, 'zookeepers'),
        hosts: [node.container, node.backplaneHost].sort(),
        usages: ['serverAuth', 'clientAuth'],
        locations: [{ volume: secretsVolume(node), folder: '' }],
      })),
      {
        name: ZOOKEEPER_CLIENT,
        role: 'metadata-client',
        // One name for all brokers, since ACLs name it: any broker must be able to change what another made.
        distinguishedName: distinguishedName(names, 'brokers', 'zookeeper-clients'),
        hosts: [],
        usages: ['clientAuth'],
        locations: brokers.map(({ node }) => ({ volume: secretsVolume(node), folder: ZOOKEEPER_CLIENT })),
      },
    ];
  }

  public brokerProperties(cluster: ClusterBasis, broker: BrokerModel): Properties {
    return connectionProperties(cluster, zooKeeperNodes(cluster.names, this.nodes), broker);
  }

  public ownsProperty(key: string): boolean {
    return ownsConnectionProperty(key);
  }

  public violations(subject: string, cluster: ClusterBasis): readonly (Violation | Advice)[] {
    return zooKeeperViolations(subject, cluster, this);
  }
}

/** A node serves when it leads (listens on the quorum port) or follows (is connected to the leader's). */
export const zooKeeperHealth = (nodes: number): readonly string[] =>
  nodes === 1
    ? listeningHealth(ZOOKEEPER_PORTS.client)
    : sockets(`:${portPattern(ZOOKEEPER_PORTS.quorum)} ([0-9A-F:]+ ${LISTENING}|01) `);
