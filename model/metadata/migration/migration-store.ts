import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import type { ServerImage } from '../../cluster/image';
import type {
  MetadataFeatures,
  MetadataIdentity,
  MetadataMigration,
  MetadataMonitoring,
  MetadataServerModel,
  MetadataStore,
} from '../../cluster/metadata-store';
import type { Properties } from '../../formats/properties';
import type { ConfigurationFile } from '../../formats/versioned-file';
import { dataVolume, LABELS, secretsVolume } from '../../names/names';
import type { Size } from '../../units/size';
import type { Advice, Violation } from '../../violation';
import { CONTROLLER_ROLE, kraftControllers } from '../kraft/kraft-controller';
import type { KraftStore } from '../kraft/kraft-store';
import { ZOOKEEPER_CLIENT, ZOOKEEPER_ROLE, zooKeeperNodes } from '../zookeeper/zookeeper-node';
import type { ZooKeeperStore } from '../zookeeper/zookeeper-store';
import { migratingBrokerProperties, migratingControllerProperties } from './migrating-properties';
import { type MigrationPhase, type MigrationStage, type Stage, STAGES, WITHDRAWAL } from './migration-phase';
import { migrationViolations } from './migration-violations';
import { stageRefusals } from './stage-refusals';

/** What such a store is called in a manifest, while servers of both kinds stand. */
export const MIGRATION = 'migration';

/** What brokers keep their metadata in while these are on their way from ZooKeeper to a KRaft quorum: both, each for as long as it is needed. */
export class MigrationStore implements MetadataStore {
  public readonly kind: string;
  public readonly name: string;
  public readonly version: MetadataStore['version'];
  public readonly clientPackage: string | undefined;
  /** To the last step, though brokers have none by then: to take it from them would replace them once more. */
  public readonly hasSessions = true;
  public readonly monitoring: MetadataMonitoring;
  public readonly controllers: 'metadata servers' | undefined;
  public readonly listeners: MetadataStore['listeners'];
  public readonly readsCertificatesAnew: boolean | undefined;
  public readonly nodes: number;
  public readonly heap: Size;
  public readonly memory: Size;
  private readonly stage: Stage;

  public constructor(
    private readonly from: ZooKeeperStore,
    private readonly to: KraftStore,
    public readonly phase: MigrationPhase,
  ) {
    this.stage = STAGES[phase];
    const { brokers, controllers, formerServers } = this.stage;
    // Where servers of one kind alone stand, everything is as with that kind.
    const alone = formerServers ? (controllers === 'absent' ? from : undefined) : to;
    this.kind = alone?.kind ?? MIGRATION;
    this.name = alone?.name ?? `${from.name} and ${to.name}`;
    this.version = alone === from ? from.version : undefined;
    ({ nodes: this.nodes, heap: this.heap, memory: this.memory } = alone ?? to);
    this.clientPackage = formerServers ? from.clientPackage : undefined;
    this.controllers = brokers === 'former' ? undefined : 'metadata servers';
    this.listeners = brokers === 'former' ? undefined : to.listeners;
    this.readsCertificatesAnew = brokers === 'former' ? from.readsCertificatesAnew : undefined;
    this.monitoring = monitoringOf(this.stage, from.monitoring, to.monitoring);
  }

  /** The same at another phase. */
  public at(phase: MigrationPhase): MigrationStore {
    return new MigrationStore(this.from, this.to, phase);
  }

  /** What tells whoever goes on from where the volumes say that the metadata are. */
  public migration(subject: string): MetadataMigration {
    const { brokers, controllers, formerServers } = this.stage;
    const word = (stage: MigrationStage): string => stageWord(stage, this.from.kind, this.to.kind);
    return {
      phase: this.phase,
      at: word(this.phase),
      first: this.from.kind,
      former: formerServers ? { kind: this.from.kind, version: this.from.version.version } : undefined,
      refusals: stageRefusals(subject, this.phase, word),
      newServers: this.phase === 'provision' ? CONTROLLER_ROLE : undefined,
      goesBack: this.phase === WITHDRAWAL ? 'broker' : undefined,
      leaves: !formerServers ? ZOOKEEPER_ROLE : controllers === 'absent' ? CONTROLLER_ROLE : undefined,
      brokers,
    };
  }

  public features(cluster: ClusterBasis): MetadataFeatures | undefined {
    return this.stage.formerServers ? undefined : this.to.features(cluster);
  }

  public images(given: ClusterBasis['images']['metadata']): Readonly<Record<string, ServerImage>> {
    const { controllers, formerServers } = this.stage;
    return {
      ...(formerServers ? this.from.images(given) : {}),
      ...(controllers === 'absent' ? {} : this.to.images()),
    };
  }

  /** ZooKeeper's nodes first: controllers and brokers write there for as long as they stand. */
  public servers(cluster: ClusterBasis): readonly MetadataServerModel[] {
    const { controllers, formerServers } = this.stage;
    const ensemble = zooKeeperNodes(cluster.names, this.from.nodes);
    return [
      ...(formerServers ? this.from.servers(cluster) : []),
      ...(controllers === 'migrating'
        ? this.to.serversWith(cluster, (basis, quorum, self) =>
            migratingControllerProperties(basis, ensemble, quorum, self),
          )
        : []),
      ...(controllers === 'kraft' ? this.to.servers(cluster) : []),
    ];
  }

  public files(): readonly ConfigurationFile[] {
    return [...(this.stage.formerServers ? this.from.files() : []), ...this.to.files()];
  }

  /**
   * Of all servers that stand. Those of brokers and controllers are the same in every phase, so that none has a server's certificates made
   * anew. Controllers come to ZooKeeper by the brokers' name: its rules name that one.
   */
  public identities(cluster: ClusterBasis): readonly MetadataIdentity[] {
    const { controllers, formerServers } = this.stage;
    const quorum = controllers === 'absent' ? [] : kraftControllers(cluster.names, this.to.nodes);
    const places = quorum.map(({ node }) => ({ volume: secretsVolume(node), folder: ZOOKEEPER_CLIENT }));
    return [
      ...this.from
        .identities(cluster)
        .map((identity) =>
          identity.name === ZOOKEEPER_CLIENT
            ? { ...identity, locations: [...identity.locations, ...places] }
            : identity,
        )
        .filter(({ name }) => formerServers || name === ZOOKEEPER_CLIENT),
      ...(controllers === 'absent' ? [] : this.to.identities(cluster)),
    ];
  }

  public brokerProperties(cluster: ClusterBasis, broker: BrokerModel): Properties {
    switch (this.stage.brokers) {
      case 'kraft':
        return this.to.brokerProperties(cluster, broker);
      case 'migrating':
        return migratingBrokerProperties(
          cluster,
          zooKeeperNodes(cluster.names, this.from.nodes),
          kraftControllers(cluster.names, this.to.nodes),
          broker,
        );
      case 'former':
      case 'absent':
        return this.from.brokerProperties(cluster, broker);
    }
  }

  /** What has to be undone before it goes back is told by its container. */
  public brokerLabels(): Readonly<Record<string, string>> {
    return this.stage.brokers === 'migrating' ? { [LABELS.metadata]: 'migrating' } : {};
  }

  /** ZooKeeper's brokers have no format: of their volumes, only the identity is read. */
  public storage(cluster: ClusterBasis, folder: (volume: string) => string): Readonly<Record<string, Properties>> {
    const { brokers, controllers } = this.stage;
    const formats = controllers === 'absent' ? {} : this.to.storage(cluster, folder);
    return brokers === 'kraft' || controllers === 'absent'
      ? formats
      : {
          ...formats,
          ...Object.fromEntries(
            cluster.brokers.map(({ node }) => [dataVolume(node), { 'log.dirs': folder(dataVolume(node)) }]),
          ),
        };
  }

  public ownsProperty(key: string): boolean {
    return this.from.ownsProperty(key) || this.to.ownsProperty(key);
  }

  public violations(subject: string, cluster: ClusterBasis): readonly (Violation | Advice)[] {
    return [
      ...this.from.violations(subject, cluster),
      ...this.to.violations(subject, cluster),
      ...migrationViolations(subject, cluster),
    ];
  }
}

/** What the volumes are told of a stage. Where servers of one kind alone stand, it is that kind, as if there had never been another. */
function stageWord(stage: MigrationStage, from: string, to: string): string {
  const { controllers, formerServers } = STAGES[stage];
  return !formerServers ? to : controllers === 'absent' ? from : `${MIGRATION}:${stage}`;
}

/** Of what stands; brokers tell what they have to tell in the mode that they are in, so that no other phase changes what they serve. */
function monitoringOf(
  { brokers, controllers, formerServers }: Stage,
  from: MetadataMonitoring,
  to: MetadataMonitoring,
): MetadataMonitoring {
  const standing = [...(formerServers ? [from] : []), ...(controllers === 'absent' ? [] : [to])];
  return {
    rules: Object.assign({}, ...standing.map(({ rules }) => rules)) as MetadataMonitoring['rules'],
    brokerBeans: (brokers === 'kraft' ? to : from).brokerBeans,
    alerts: standing.flatMap(({ alerts }) => alerts),
    dashboards: Object.assign({}, ...standing.map(({ dashboards }) => dashboards)) as MetadataMonitoring['dashboards'],
  };
}
