import { readFileSync } from 'node:fs';
import path from 'node:path';
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
import { dockerProviderOf, ensureDockerProvider } from '../containers/docker-provider';
import { renderProperties } from '../../model/formats/properties';
import { textViolations } from '../../model/units/sense';
import { throwIfAny, ValidationError, type Violation } from '../../model/violation';
import { type MetadataVolume, serverNodes } from '../../model/cluster/metadata-store';
import { dataVolume, LABELS, type NodeName, secretsVolume } from '../../model/names/names';
import { HANDOVER_IDENTITY, IDENTITY_FOLDER, PATHS } from '../../model/names/paths';
import {
  hasSeveralHosts,
  hostsOf,
  type Placement,
  placementOf,
  placementsOf,
  resourceName,
} from '../../model/placement/placement';
import { brokerFile, configurationFiles } from '../../model/files/server-files';
import { configurationStep } from '../containers/configuration-step';
import { retirementGuard } from '../containers/retirement-guard';
import type { StepContainer } from '../containers/step-container';
import { atSynth } from '../synthesis/at-synth';
import { applyAfter } from '../synthesis/stack-order';
import { localCommands } from '../terraform/local-commands';
import { type DataResource, Image, Network, Volume } from '../terraform/resources';

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

/** A volume for a server's data. */
interface DataVolume extends Pick<MetadataVolume, 'myid' | 'initial'> {
  readonly node: NodeName;
  readonly volume: Volume;
}

/**
 * What the servers of a cluster stand on: images, networks, volumes, certificates and configuration files. It belongs into
 * a stack of its own, which is applied before the cluster's: Terraform would otherwise stop every server before it changes
 * anything that they depend on.
 */
export class KafkaBase extends Construct {
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
    ensureDockerProvider(this, cluster.engine);
    // Also of a host that has no servers any more: the state may know what is to be taken away there.
    for (const host of hostsOf(cluster)) {
      dockerProviderOf(this, cluster, host);
    }

    const { kafka, kerberos, metadata } = cluster.images;
    const images = { ...cluster.store.images(metadata), ...(cluster.kerberos !== undefined && { kerberos }), kafka };
    // An image that is used twice is one resource, on each engine.
    const pulled: Image[] = [];
    for (const [name, id] of new Map(Object.entries(images).map(([id, image]) => [image.name, id]))) {
      for (const placement of placementsOf(cluster)) {
        pulled.push(this.image(cluster, placement, name, `${cluster.name}-${id}`));
      }
    }
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

  private image(cluster: ClusterModel, placement: Placement, name: string, id: string): Image {
    const image = new Image(this, resourceName(cluster, placement, `image-${name}`), {
      ...{ provider: dockerProviderOf(this, cluster, placement), name, keepLocally: true },
    });
    image.overrideLogicalId(resourceName(cluster, placement, id));
    return image;
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
        guard: { ...dataGuard(declared(), data), ...storageFormats(declared(), data), ...stageGuard(declared()) },
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

/** What refuses servers that don't fit the data in their volumes. */
function dataGuard(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  const isHere = ({ node }: { readonly node: NodeName }): boolean =>
    data.some(({ node: { container } }) => container === node.container);
  const servers = [
    ...cluster.store.servers(cluster),
    ...cluster.brokers.filter(isHere).map((broker) => ({
      ...{ role: 'broker', node: broker.node, ensemble: cluster.store.brokerEnsemble },
      file: brokerFile(cluster, broker),
    })),
  ];
  const lines = servers.flatMap(({ role, node: { container }, file, ensemble }) => {
    const folders = data
      .filter(({ node }) => node.container === container)
      .map(({ volume, initial = [] }) => [`/volumes/${volumeName(volume)}`, initial.join()].filter(Boolean).join(':'));
    return folders.length === 0 ? [] : [[role, container, file.name, ensemble ?? '-', folders.join(' ')].join('\t')];
  });
  return {
    '/step/data-volumes.sh': script('data-volumes.sh'),
    '/step/store': `${cluster.store.kind}\n`,
    '/step/servers': lines.map((line) => `${line}\n`).join(''),
    '/step/consent': `docker run --rm --user 0 --entrypoint touch -v ${cluster.names.configurationVolume}:/c ${cluster.images.kafka.name} /c/`,
  };
}

/** What formats the volumes of servers that don't do that by themselves, before their first start, and refuses those that don't belong together. */
function storageFormats(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  const formats = Object.entries(cluster.store.storage?.(cluster, (volume) => `/volumes/${volume}`) ?? {}).filter(
    ([name]) => data.some(({ volume }) => volumeName(volume) === name),
  );
  const features = cluster.store.features?.(cluster);
  return formats.length === 0
    ? {}
    : {
        // In its place, and before it.
        '/step/data-volumes.sh': script('storage-volumes.sh'),
        '/step/server-volumes.sh': script('data-volumes.sh'),
        '/step/take-metadata.sh': script('take-metadata.sh'),
        '/step/format-storage.sh': script('format-storage.sh'),
        ...membership(cluster),
        ...(features === undefined || features.line === cluster.version.line
          ? {}
          : { '/step/release': `${features.line}\n` }),
        ...Object.fromEntries(
          formats.map(([volume, properties]) => [`/step/storage/${volume}`, renderProperties(properties)]),
        ),
        ...spreadStorage(cluster, data),
      };
}

/** What a step does otherwise where the quorum's members change. */
function membership({ store }: ClusterModel): Readonly<Record<string, string>> {
  if (store.quorum !== 'dynamic') {
    return {};
  }
  const words = '$(sh "${0%/*}/format-members.sh" "$storage" "$id" "$1")';
  return {
    // In its place, and before it.
    '/step/data-volumes.sh': script('member-volumes.sh'),
    '/step/standing-volumes.sh': script('storage-volumes.sh'),
    '/step/format-storage.sh': script('format-storage.sh').replace(
      '--ignore-formatted',
      () => `--ignore-formatted ${words}`,
    ),
    '/step/format-members.sh': script('format-members.sh'),
    // Whoever has lost its data has no vote until it has all of the leader's.
    '/step/take-metadata.sh': '#!/bin/sh\n',
  };
}

/** Whether Kafka's own servers on several hosts have volumes that must all bear one identity. */
const isSpreadQuorum = (cluster: ClusterModel): boolean =>
  hasSeveralHosts(cluster) && cluster.store.storage !== undefined;

/** What a step does otherwise that sees the volumes of one host among several. */
function spreadStorage(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  if (!isSpreadQuorum(cluster)) {
    return {};
  }
  const areAllHere = cluster.store
    .servers(cluster)
    .every(({ node: { container } }) => data.some(({ node }) => node.container === container));
  const folder = `${PATHS.configuration}/${IDENTITY_FOLDER}`;
  return {
    // In its place, and before it.
    '/step/data-volumes.sh': script('spread-volumes.sh'),
    '/step/standing-volumes.sh': script('storage-volumes.sh'),
    // One more folder that bears an identity, and is not formatted.
    '/step/storage/identity': renderProperties({ 'log.dirs': folder }),
    // Elsewhere may be a controller that has more: what begins with nothing here takes all from the leader.
    ...(areAllHere ? {} : { '/step/take-metadata.sh': '#!/bin/sh\n' }),
  };
}

/** What refuses, first of all, metadata that are not where one deployment leads from to what is declared. */
function stageGuard(cluster: ClusterModel): Readonly<Record<string, string>> {
  const migration = cluster.store.migration?.(`${cluster.name}/metadata`);
  if (migration === undefined) {
    return {};
  }
  const { at, first, refusals, newServers, goesBack } = migration;
  return {
    '/step/data-volumes.sh': script('migrating-volumes.sh'),
    '/step/standing-volumes.sh': script(
      cluster.store.servers(cluster).some(({ nodeId }) => nodeId !== undefined)
        ? 'storage-volumes.sh'
        : 'data-volumes.sh',
    ),
    '/step/store': `${at}\n`,
    '/step/stages': [[first, ''], ...Object.entries(refusals)].map((line) => `${line.join('\t')}\n`).join(''),
    ...(newServers !== undefined && { '/step/new-servers': `${newServers}\n` }),
    ...(goesBack !== undefined && { '/step/goes-back': `${goesBack}\n` }),
  };
}

const script = (name: string): string => readFileSync(path.join(__dirname, name), 'utf8');

const volumeName = (volume: Volume): string => volume.nameInput ?? '';
