import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import type { ServerImage } from '../../cluster/image';
import type {
  MetadataFeatures,
  MetadataIdentity,
  MetadataMonitoring,
  MetadataServerModel,
  MetadataStore,
} from '../../cluster/metadata-store';
import { listeningHealth, portPattern, sockets } from '../../files/health';
import { type Properties, renderProperties } from '../../formats/properties';
import { type ConfigurationFile, versioned } from '../../formats/versioned-file';
import { dataVolume, secretsVolume } from '../../names/names';
import { PATHS } from '../../names/paths';
import type { Size } from '../../units/size';
import type { Advice, Violation } from '../../violation';
import { serverSize } from '../server-size';
import { combinedProperties, combinedStorageProperties } from './combined-properties';
import { controllerProperties, storageProperties } from './controller-properties';
import { controllerCommand } from './kraft-command';
import {
  CONTROLLER_LISTENER,
  CONTROLLER_PORT,
  CONTROLLER_PROTOCOL,
  CONTROLLER_ROLE,
  controllerName,
  KRAFT,
  type KraftController,
  kraftControllers,
} from './kraft-controller';
import { DYNAMIC_LEVELS, featureLevelsOf } from './kraft-features';
import { COMBINED_MONITORING, KRAFT_MONITORING } from './kraft-monitoring';
import type { KraftProps } from './kraft-props';
import { kraftViolations } from './kraft-violations';
import { memberProperties, ownsQuorumProperty, withoutVoters } from './quorum-properties';

/** A KRaft quorum of controllers beside the brokers: TLS with client certificates. */
export class KraftStore implements MetadataStore {
  public readonly kind = KRAFT;
  public readonly name = 'KRaft';
  public readonly monitoring: MetadataMonitoring;
  public readonly controllers: 'metadata servers' | undefined;
  public readonly quorum: 'dynamic' | undefined;
  public readonly brokerEnsemble: string | undefined;
  public readonly listeners = { [CONTROLLER_LISTENER]: CONTROLLER_PROTOCOL };

  public readonly nodes: number;
  public readonly heap: Size;
  public readonly memory: Size;
  private readonly image: ServerImage | undefined;
  /** Whether the broker is its own controller. */
  private readonly combined: boolean;

  public constructor(private readonly props: KraftProps) {
    this.combined = props.combined === true;
    this.nodes = this.combined ? 0 : (props.controllers ?? 3);
    this.controllers = this.combined ? undefined : 'metadata servers';
    this.brokerEnsemble = this.combined ? VOTERS : undefined;
    this.quorum = props.quorum === 'dynamic' ? 'dynamic' : undefined;
    this.monitoring = this.combined ? COMBINED_MONITORING : KRAFT_MONITORING;
    ({ heap: this.heap, memory: this.memory } = serverSize(props));
    this.image = props.image;
  }

  /** Whether there is no controller but the broker. */
  public get isCombined(): boolean {
    return this.combined;
  }

  public features({ version }: Pick<ClusterBasis, 'version'>): MetadataFeatures {
    const used = this.props.features ?? version;
    const levels = featureLevelsOf(used);
    return { line: used.line, levels: this.quorum === undefined ? levels : { ...levels, ...DYNAMIC_LEVELS } };
  }

  /** They are Kafka's own servers. */
  public images(): Readonly<Record<string, ServerImage>> {
    return this.image === undefined ? {} : { [CONTROLLER_ROLE]: this.image };
  }

  public servers(cluster: ClusterBasis): readonly MetadataServerModel[] {
    return this.serversWith(cluster, controllerProperties);
  }

  /** Its servers, where these say something else: those of a quorum that has not taken over yet. */
  public serversWith(cluster: ClusterBasis, propertiesOf: typeof controllerProperties): readonly MetadataServerModel[] {
    const quorum = kraftControllers(cluster.names, this.nodes);
    const image = this.image ?? cluster.images.kafka;
    return quorum.map((self) => {
      const { id, nodeId, node } = self;
      const properties = renderProperties(this.found(propertiesOf(cluster, quorum, self), quorum));
      const file = versioned(node.container, 'properties', properties);
      return {
        ...{ id, nodeId, node },
        role: CONTROLLER_ROLE,
        port: CONTROLLER_PORT,
        image,
        command: controllerCommand(cluster, this, image, self, file),
        memory: this.memory,
        file,
        ...(this.quorum === undefined && { ensemble: VOTERS }),
        volumes: [{ name: dataVolume(node), path: PATHS.kafka.data }],
        secrets: PATHS.kafka.secrets,
        scratch: [],
        health: controllerHealth(quorum.length),
      };
    });
  }

  public files(): readonly ConfigurationFile[] {
    return [];
  }

  public identities({ names }: ClusterBasis): readonly MetadataIdentity[] {
    return kraftControllers(names, this.nodes).map(({ id, node }) => ({
      name: `${CONTROLLER_ROLE}-${id}`,
      role: 'metadata-server',
      distinguishedName: controllerName(names, node),
      hosts: [node.container, node.backplaneHost].sort(),
      usages: ['serverAuth', 'clientAuth'],
      locations: [{ volume: secretsVolume(node), folder: '' }],
    }));
  }

  public brokerProperties(cluster: ClusterBasis, broker: BrokerModel): Properties {
    const voters = this.voters(cluster);
    return this.combined
      ? combinedProperties(cluster, voters, broker)
      : this.found(memberProperties(voters, broker), voters);
  }

  public storage(cluster: ClusterBasis, folder: (volume: string) => string): Readonly<Record<string, Properties>> {
    const voters = this.voters(cluster);
    const quorum = kraftControllers(cluster.names, this.nodes);
    const ofBroker = this.combined ? combinedStorageProperties : memberProperties;
    return Object.fromEntries([
      ...quorum.map((self) => [
        dataVolume(self.node),
        this.found(storageProperties(quorum, self, folder(dataVolume(self.node))), quorum),
      ]),
      ...cluster.brokers.map((broker) => [
        dataVolume(broker.node),
        { ...this.found(ofBroker(voters, broker), voters), 'log.dirs': folder(dataVolume(broker.node)) },
      ]),
    ]) as Readonly<Record<string, Properties>>;
  }

  public ownsProperty(key: string): boolean {
    return ownsQuorumProperty(key);
  }

  public violations(subject: string, cluster: ClusterBasis): readonly (Violation | Advice)[] {
    return kraftViolations(subject, cluster, this, this.props);
  }

  /** How a server finds the quorum. */
  private found(properties: Properties, quorum: readonly KraftController[]): Properties {
    return this.quorum === undefined ? properties : withoutVoters(properties, quorum);
  }

  private voters({ names, brokers }: ClusterBasis): readonly KraftController[] {
    return this.combined
      ? brokers.map(({ id, node }) => ({ id, nodeId: id, node }))
      : kraftControllers(names, this.nodes);
  }
}

/** Which line names all voters. */
const VOTERS = '^controller\\.quorum\\.voters=';

/** A controller serves when it takes part: a peer is connected to it, or it to a peer. One alone serves when it listens. */
export const controllerHealth = (controllers: number): readonly string[] =>
  controllers === 1
    ? listeningHealth(CONTROLLER_PORT)
    : sockets(`:${portPattern(CONTROLLER_PORT)} ([0-9A-F:]+ 01|01) `);
