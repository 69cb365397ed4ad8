import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Image } from '@cdktf/provider-docker/lib/image';
import { Network } from '@cdktf/provider-docker/lib/network';
import { Volume } from '@cdktf/provider-docker/lib/volume';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { keytabVolumes } from '../../model/kerberos/principals';
import type { KafkaCluster } from './cluster';
import { KeytabStep } from './keytab-step';
import { KeytoolStep } from './keytool-step';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { ensureDockerProvider } from '../containers/docker-provider';
import { ValidationError } from '../../model/violation';
import { dataVolume, LABELS, secretsVolume, transactionLogVolume } from '../../model/names/names';
import { PATHS, SERVER_UID } from '../../model/names/paths';
import { configurationFiles } from '../../model/files/server-files';
import { StepContainer } from '../containers/step-container';

/** What `KafkaBase` is declared by. */
export interface KafkaBaseProps {
  /** The cluster whose servers stand on it; its construct is in another stack. */
  readonly cluster: KafkaCluster;
  /** Whether `terraform destroy` may remove the volumes with records, certificates and keys in them. Default `retain`. */
  readonly data?: 'retain' | 'destroy';
  /** Command that runs on the deploying machine whenever certificates were issued, for fetching the administrator's. */
  readonly onIssued?: string;
}

/**
 * What the servers of a cluster stand on: images, networks, volumes, certificates and configuration files. It belongs into
 * a stack of its own, which is applied before the cluster's: Terraform would otherwise stop every server before it changes
 * anything that they depend on.
 */
export class KafkaBase extends Construct {
  /** @throws ValidationError `BaseInClusterStack` when it is put into the cluster's own stack, `BaseDuplicate`, `EnginesDiffer` */
  public constructor(scope: Construct, id: string, props: KafkaBaseProps) {
    super(scope, id);
    const cluster = props.cluster.model;
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
    clusterStack.addDependency(own);
    ensureDockerProvider(this, cluster.engine);

    const { kafka, zookeeper, kerberos } = cluster.images;
    const images = { zookeeper, ...(cluster.kerberos !== undefined && { kerberos }), kafka };
    // One that serves twice is one resource.
    for (const [name, id] of new Map(Object.entries(images).map(([id, image]) => [image.name, id]))) {
      const image = new Image(this, `image-${name}`, { name, keepLocally: true });
      image.overrideLogicalId(`${cluster.name}-${id}`);
    }
    this.network(cluster, cluster.names.backplane, true);
    this.network(cluster, cluster.names.clients, false);
    if (cluster.metrics) {
      this.network(cluster, cluster.names.monitoring, true);
    }

    const retain = props.data !== 'destroy';
    const volume = (name: string): Volume => this.volume(cluster, name, retain);
    const data = [
      ...cluster.brokers.map(({ node }) => ({ volume: volume(dataVolume(node)), myid: undefined })),
      ...cluster.zookeepers.flatMap(({ id: myid, node }) => [
        { volume: volume(dataVolume(node)), myid },
        { volume: volume(transactionLogVolume(node)), myid: undefined },
      ]),
    ];
    const authority = volume(cluster.names.authorityVolume);
    const stores = [
      ...[...cluster.brokers, ...cluster.zookeepers].map(({ node }) => volume(secretsVolume(node))),
      volume(cluster.names.identitiesVolume),
      ...cluster.serviceUsers.map((user) => volume(cluster.names.serviceVolume(user))),
      ...cluster.servicePasswords.map(({ service }) => volume(cluster.names.servicePasswordVolume(service))),
    ];
    const keytool = new KeytoolStep(this, 'Keytool', { cluster, authority, stores, onIssued: props.onIssued });
    props.cluster.declareBase(own.node.id, (store) => {
      keytool.addStore(props.cluster.model, volume(store));
    });
    if (cluster.kerberos !== undefined) {
      new KeytabStep(this, 'Keytabs', {
        cluster,
        realm: cluster.kerberos,
        database: cluster.kerberos.place.kind === 'managed' ? volume(cluster.names.kdcVolume) : undefined,
        stores: stores.filter(({ nameInput }) => keytabVolumes(cluster).has(nameInput ?? '')),
      });
    }
    this.configure(cluster, volume(cluster.names.configurationVolume), data);
  }

  private network(cluster: ClusterModel, name: string, internal: boolean): void {
    const network = new Network(this, name, {
      name,
      internal,
      labels: [{ label: LABELS.cluster, value: cluster.name }],
    });
    network.overrideLogicalId(name);
  }

  private volume(cluster: ClusterModel, name: string, retain: boolean): Volume {
    const labels = { [LABELS.cluster]: cluster.name, [LABELS.images]: cluster.images.origin };
    const volume = new Volume(this, name, {
      name,
      labels: Object.entries(labels).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
      // A changed label would mean a new, empty volume.
      lifecycle: { preventDestroy: retain, ignoreChanges: ['labels'] },
    });
    volume.overrideLogicalId(name);
    return volume;
  }

  private configure(
    cluster: ClusterModel,
    configuration: Volume,
    data: readonly { readonly volume: Volume; readonly myid?: number }[],
  ): void {
    const folders = data.map(({ volume, myid }) => ({ path: `/volumes/${volumeName(volume)}`, myid }));
    const scope = new Construct(this, 'Configuration');
    new StepContainer(scope, cluster, {
      name: cluster.names.configurationStep,
      role: 'configure',
      command: ['sh', '/step/configure.sh', '/step', PATHS.configuration, `${SERVER_UID}:${SERVER_UID}`],
      files: {
        '/step/configure.sh': readFileSync(path.join(__dirname, 'configure.sh'), 'utf8'),
        '/step/folders': folders.map(({ path, myid }) => `${path} ${myid ?? ''}`.trimEnd() + '\n').join(''),
        ...Object.fromEntries(
          configurationFiles(cluster).map(({ name, content }) => [`/step/configuration/${name}`, content]),
        ),
      },
      volumes: {
        [PATHS.configuration]: volumeName(configuration),
        ...Object.fromEntries(data.map(({ volume }) => [`/volumes/${volumeName(volume)}`, volumeName(volume)])),
      },
      dependsOn: [configuration, ...data.map(({ volume }) => volume)],
    });
  }
}

const volumeName = (volume: Volume): string => volume.nameInput ?? '';
