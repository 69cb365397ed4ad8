import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import { reloadsCertificates } from '../../model/cluster/certificate-reload';
import { keytabVolumes } from '../../model/kerberos/principals';
import { declarationsOf } from './declaration-registry';
import type { IKafkaCluster } from './kafka-cluster-interface';
import { KeytabStep } from './keytab-step';
import { KeytoolStep } from './keytool-step';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { dockerProviderOf, ensureHostProviders } from '../containers/docker-provider';
import { textViolations } from '../../model/units/sense';
import { throwIfAny, ValidationError, type Violation } from '../../model/violation';
import { serverNodes } from '../../model/cluster/metadata-store';
import { dataVolume, LABELS, type NodeName, secretsVolume } from '../../model/names/names';
import { HANDOVER_IDENTITY, PATHS } from '../../model/names/paths';
import {
  hasSeveralHosts,
  type Placement,
  placementOf,
  placementsOf,
  resourceName,
} from '../../model/placement/placement';
import { configurationFiles } from '../../model/files/server-files';
import { configurationStep } from '../containers/configuration-step';
import { firstHostGuard } from '../containers/host-guard';
import { retirementGuard } from '../containers/retirement-guard';
import type { StepContainer } from '../containers/step-container';
import { atSynth } from '../synthesis/at-synth';
import { applyAfter } from '../synthesis/stack-order';
import { localCommands } from '../terraform/local-commands';
import { type DataResource, Image, Network, Volume } from '../terraform/resources';
import { type DataVolume, isSpreadQuorum, volumeGuard, volumeName } from './volume-guard';

/** What `KafkaBase` is declared by. */
export interface KafkaBaseProps {
  /** The cluster whose servers stand on it; its construct is in another stack. */
  readonly cluster: IKafkaCluster;
  /**
   * Whether `terraform destroy` may remove the volumes with records, certificates and keys in them.
   *
   * @default retain
   */
  readonly data?: 'retain' | 'destroy';
  /**
   * Command that runs on the deploying machine whenever certificates were issued, for fetching the administrator's.
   *
   * @default - none
   */
  readonly onIssued?: string;
  /**
   * Command for the shell of the deploying machine, which `ProjectTools` has: `cdktf-kafka handover`. It runs whenever certificates were issued, before
   * anything else does, and hands the stores of servers on other hosts than the first over to them. With `--identity` after it, it runs whenever volumes were
   * made for a cluster with KRaft, and tells each host the identity that they are formatted with. Required where there are several hosts.
   *
   * @default - none
   */
  readonly handover?: string;
}

/**
 * What the servers of a cluster stand on: images, networks, volumes, certificates and configuration files. It belongs into
 * a stack of its own, which is applied before the cluster's: Terraform would otherwise stop every server before it changes
 * anything that they depend on.
 */
export class KafkaBase extends Construct {
  /** What volumes and networks of hosts wait for. */
  private readonly guards: readonly DataResource[];

  /** @throws ValidationError `ClusterNotDeclaredHere`, `BaseInClusterStack` when it is put into the cluster's own stack, `BaseDuplicate`, `ResourcesInClusterStack`, `EnginesDiffer`, `HandoverMissing` */
  public constructor(scope: Construct, id: string, props: KafkaBaseProps) {
    super(scope, id);
    checkArguments('KafkaBase', [scope, id, props], this.node.path);
    throwIfAny([
      ...textViolations(this.node.path, 'onIssued', props.onIssued),
      ...textViolations(this.node.path, 'handover', props.handover),
    ]);
    const declarations = declarationsOf(props.cluster, this.node.path);
    const cluster = declarations.model;
    throwIfAny(handoverViolations(this.node.path, cluster, props));
    const own = TerraformStack.of(this);
    const clusterStack = TerraformStack.of(props.cluster);
    if (own === clusterStack) {
      throw new ValidationError({
        code: 'BaseInClusterStack',
        subject: this.node.path,
        rule: 'KafkaBase must be in another stack than its cluster, or no rolling change is possible',
        value: own.node.id,
        remedy: 'make a TerraformStack for it',
      });
    }
    declarations.declareBase(own.node.id);
    applyAfter(clusterStack, own, props.cluster.node.path);
    ensureHostProviders(this, cluster);

    this.guards = [firstHostGuard(this, cluster)].filter((guard) => guard !== undefined);
    const pulled = this.images(cluster);
    this.networks(cluster);
    const retain = props.data !== 'destroy';
    const volume = (name: string, placement = placementOf(cluster, '')): Volume =>
      this.volume(cluster, name, retain, placement);
    const placed = ({ container }: NodeName): Placement => placementOf(cluster, container);
    const data: DataVolume[] = [
      ...cluster.brokers.map(({ node }) => ({ node, volume: volume(dataVolume(node), placed(node)) })),
      ...cluster.store
        .servers(cluster)
        .flatMap(({ node, volumes }) =>
          volumes.map(({ name, myid, initial }) => ({ node, volume: volume(name, placed(node)), myid, initial })),
        ),
    ];
    const authority = volume(cluster.names.authorityVolume);
    // The step that issues has its volumes beside it. What is for a server elsewhere is handed over from there.
    const stores = [
      ...serverNodes(cluster).map((node) => volume(secretsVolume(node))),
      volume(cluster.names.identitiesVolume),
    ];
    const handedOver = serverNodes(cluster)
      .filter((node) => placed(node).engine !== cluster.engine)
      .map((node) => volume(secretsVolume(node), placed(node)));
    // Companion services may be declared later.
    const companionStores = (): readonly Volume[] => declarations.companionVolumes.map((name) => volume(name));
    atSynth(this, companionStores);
    const declared = (): ClusterModel => declarations.model;
    const told = this.handIdentityOver(cluster, props.handover ?? '', pulled, [
      ...placementsOf(cluster).map((placement) => volume(cluster.names.configurationVolume, placement)),
      ...data.map((each) => each.volume),
    ]);
    const configured = placementsOf(cluster).map((placement) => {
      const own = data.filter(({ node }) => placed(node).engine === placement.engine);
      return this.configure(declared, placement, volume(cluster.names.configurationVolume, placement), own, told);
    });
    new KeytoolStep(this, 'Keytool', {
      cluster: declared,
      authority,
      after: configured,
      names: () => declarations.namesWithoutCertificate,
      stores: () => [...stores, ...companionStores()],
      onIssued: [
        handedOver.length === 0 ? undefined : props.handover,
        props.onIssued,
        reloadsCertificates(cluster) ? cluster.reload : undefined,
      ].filter((command) => command !== undefined),
      handedOver,
    });
    if (cluster.kerberos !== undefined) {
      new KeytabStep(this, 'Keytabs', {
        cluster: declared,
        realm: cluster.kerberos,
        database: cluster.kerberos.hosting.kind === 'managed' ? volume(cluster.names.kdcVolume) : undefined,
        stores: () => stores.filter(({ nameInput }) => keytabVolumes(declared()).has(nameInput ?? '')),
      });
    }
    retirementGuard(this, {
      ...{ cluster: cluster.name, stack: 'base', within: this },
      types: [Network.tfResourceType, Volume.tfResourceType],
    });
  }

  /**
   * Tells each of several hosts what the volumes there are formatted with, before they are: no step sees those of another host. It runs whenever there is another
   * volume, also in the place of one that was lost.
   */
  private handIdentityOver(
    cluster: ClusterModel,
    handover: string,
    images: readonly Image[],
    volumes: readonly Volume[],
  ): readonly DataResource[] {
    if (!isSpreadQuorum(cluster)) {
      return [];
    }
    return [
      localCommands(this, 'identity', {
        name: `${cluster.name}-identity`,
        commands: [`${handover} ${HANDOVER_IDENTITY}`],
        triggers: Object.fromEntries(volumes.map(({ friendlyUniqueId, id }) => [friendlyUniqueId, id])),
        dependsOn: [...images, ...volumes],
      }),
    ];
  }

  /** An image that is used twice is one resource, on each engine. */
  private images(cluster: ClusterModel): readonly Image[] {
    const { kafka, kerberos, metadata } = cluster.images;
    const images = { ...cluster.store.images(metadata), ...(cluster.kerberos !== undefined && { kerberos }), kafka };
    const ids = new Map(Object.entries(images).map(([id, image]) => [image.name, id]));
    return [...ids].flatMap(([name, id]) =>
      placementsOf(cluster).map((placement) => this.image(cluster, placement, name, `${cluster.name}-${id}`)),
    );
  }

  private image(cluster: ClusterModel, placement: Placement, name: string, id: string): Image {
    const image = new Image(this, resourceName(cluster, placement, `image-${name}`), {
      ...{ provider: dockerProviderOf(this, cluster, placement), name, keepLocally: true },
    });
    image.overrideLogicalId(resourceName(cluster, placement, id));
    return image;
  }

  private networks(cluster: ClusterModel): void {
    this.network(cluster, cluster.names.backplane, true);
    this.network(cluster, cluster.names.clients, false);
    if (hasSeveralHosts(cluster)) {
      for (const placement of placementsOf(cluster)) {
        this.publishedNetwork(cluster, placement);
      }
    }
    if (cluster.metrics) {
      this.network(cluster, cluster.names.monitoring, true);
    }
  }

  /** A network of several engines is one of their Swarm, which containers that are none of its services may join. */
  private network(cluster: ClusterModel, name: string, internal: boolean): void {
    const network = new Network(this, name, {
      name,
      internal,
      ...(hasSeveralHosts(cluster) && { driver: 'overlay', attachable: true }),
      ...(hasSeveralHosts(cluster) && cluster.encryptsNetworks && { options: { encrypted: 'true' } }),
      labels: [{ label: LABELS.cluster, value: cluster.name }],
    });
    network.overrideLogicalId(name);
  }

  private publishedNetwork(cluster: ClusterModel, placement: Placement): void {
    const { published: name } = cluster.names;
    const id = resourceName(cluster, placement, name);
    const network = new Network(this, id, {
      ...{ provider: dockerProviderOf(this, cluster, placement), name },
      labels: [{ label: LABELS.cluster, value: cluster.name }],
      dependsOn: [...this.guards],
    });
    network.overrideLogicalId(id);
  }

  private volume(cluster: ClusterModel, name: string, retain: boolean, placement: Placement): Volume {
    const labels = { [LABELS.cluster]: cluster.name, [LABELS.images]: cluster.images.origin };
    const id = resourceName(cluster, placement, name);
    const made = this.node.tryFindChild(id);
    if (made instanceof Volume) {
      return made;
    }
    const volume = new Volume(this, id, {
      provider: dockerProviderOf(this, cluster, placement),
      name,
      labels: Object.entries(labels).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
      // A changed label would mean a new, empty volume.
      lifecycle: { preventDestroy: retain, ignoreChanges: ['labels'] },
      dependsOn: [...this.guards],
    });
    volume.overrideLogicalId(id);
    return volume;
  }

  private configure(
    declared: () => ClusterModel,
    placement: Placement,
    configuration: Volume,
    data: readonly DataVolume[],
    after: readonly DataResource[],
  ): StepContainer {
    const folders = data.map(({ volume, myid }) => ({ folder: `/volumes/${volumeName(volume)}`, myid }));
    const cluster = declared();
    const scope = new Construct(this, resourceName(cluster, placement, 'Configuration'));
    return configurationStep(scope, cluster, {
      name: cluster.names.configurationStep,
      placement,
      inputs: () => ({
        folders: folders.map(({ folder, myid }) => `${folder} ${myid ?? ''}`.trimEnd() + '\n').join(''),
        guard: volumeGuard(declared(), data),
        configuration: Object.fromEntries(
          configurationFiles(
            declared(),
            (container) => placementOf(cluster, container).engine === placement.engine,
          ).map(({ name, content }) => [name, content]),
        ),
        volumes: {
          [PATHS.configuration]: volumeName(configuration),
          ...Object.fromEntries(data.map(({ volume }) => [`/volumes/${volumeName(volume)}`, volumeName(volume)])),
        },
        dependsOn: [configuration, ...data.map(({ volume }) => volume), ...after],
      }),
    });
  }
}

/** Servers on other hosts would have no stores. */
const handoverViolations = (
  subject: string,
  cluster: ClusterModel,
  { handover }: Pick<KafkaBaseProps, 'handover'>,
): readonly Violation[] =>
  handover !== undefined || !hasSeveralHosts(cluster)
    ? []
    : [
        {
          code: 'HandoverMissing',
          subject,
          rule: 'a cluster on several hosts must have the command handover, which takes certificates from where they are issued to where they are used, and tells all hosts one identity where metadata are in KRaft',
          remedy: 'give that of ProjectTools, handover: tools.handover, or take KafkaPlatform, which has it',
        },
      ];
