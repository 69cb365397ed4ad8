import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Image } from '@cdktf/provider-docker/lib/image';
import { Network } from '@cdktf/provider-docker/lib/network';
import { Volume } from '@cdktf/provider-docker/lib/volume';
import { dependable, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { KafkaCluster } from './cluster';
import { Duration } from './duration';
import { Grafana, type GrafanaProps } from './grafana';
import { KAFKA_EXPORTER_PORT, KafkaExporter } from './kafka-exporter';
import { NODE_EXPORTER_PORT, NodeExporter } from './node-exporter';
import { Prometheus, PROMETHEUS_PORT } from './prometheus';
import { ServerImage } from './image';
import type { ClusterModel } from './private/cluster-model';
import { reserveHostPort } from './private/cluster-registry';
import { ensureDockerProvider } from './private/docker-provider';
import { FaultError } from './private/fault';
import { hostAndPort } from './private/host-endpoint';
import { type Watch, WATCH_DEFAULTS } from './private/metrics/own-files';
import { prometheusFiles } from './private/metrics/prometheus-files';
import { type ScrapeJob, serverJobs } from './private/metrics/scrape-configuration';
import { LABELS } from './private/names';
import { PATHS, SERVER_UID } from './private/paths';
import { StepContainer } from './private/step-container';
import type { ConfigurationFile, ConfigurationFolder } from './private/versioned-file';
import type { KafkaResources } from './resources';
import { Size } from './size';

/** Images of what watches a cluster. */
export interface MonitoringImages {
  /** With `/bin/prometheus`. Default: the official `prom/prometheus`. */
  readonly prometheus?: ServerImage;
  /** With `/bin/node_exporter`. Default: the official `prom/node-exporter`. */
  readonly nodeExporter?: ServerImage;
  /** With Node.js and `/opt/exporter/exporter.js`: made by `npm start`. */
  readonly exporter: ServerImage;
}

/** What the monitoring of a cluster is declared by. */
export interface MonitoringProps {
  /** The cluster that is watched; it serves metrics (`metrics: true`). */
  readonly cluster: KafkaCluster;
  /** Where the rights of the exporter's user are declared. */
  readonly resources: KafkaResources;
  /** Images of Prometheus and the exporters. */
  readonly images: MonitoringImages;
  /** Port of Prometheus on the host, from 1024. Default 9090. */
  readonly hostPort?: number;
  /** Address on the engine's host that the port is bound to. Default `127.0.0.1`: Prometheus asks nobody who they are. */
  readonly bindAddress?: string;
  /** Time between two looks at everything (Prometheus' `scrape_interval`). Default 15 s. */
  readonly interval?: Duration;
  /** How long something must be wrong before an alert fires. Default 2 min. */
  readonly alertAfter?: Duration;
  /** How long measurements are kept (`--storage.tsdb.retention.time`). Default 15 days. */
  readonly retention?: Duration;
  /** The most that measurements take on disk (`--storage.tsdb.retention.size`). Default 1,024 MiB. */
  readonly retentionSize?: Size;
  /** Grafana with dashboards for all of it. Default: none; `{}` has it as its own defaults say. */
  readonly grafana?: GrafanaProps;
  /** Name of the certificate user that the exporter connects as, made for it. Default `monitoring`. */
  readonly user?: string;
}

/**
 * Prometheus with scrape configuration, recording and alert rules made from a cluster; node_exporter for the disks below the
 * servers' volumes; an exporter of consumer groups' lag and of when the certificates that brokers serve expire; and Grafana,
 * where it is asked for. It belongs into a stack of its own.
 */
export class Monitoring extends Construct {
  /** URL of Prometheus on the engine's host. */
  public readonly address: string;
  private readonly cluster: ClusterModel;

  /** @throws FaultError `MetricsMissing`, `ServiceInClusterStack`, `MonitoringListenerMissing`, `HostPortTaken`, `ServiceUserTaken` */
  public constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.cluster = props.cluster.model;
    const user = props.user ?? 'monitoring';
    const hostPort = props.hostPort ?? PROMETHEUS_PORT;
    const bindAddress = props.bindAddress ?? '127.0.0.1';
    this.address = `http://${hostAndPort(bindAddress, hostPort)}`;
    this.refuse(props.cluster);
    const bootstrap = this.bootstrapServers();
    props.cluster.addServiceStack(this.ownStack(props.cluster));
    const principal = props.cluster.addServiceUser(this.node.path, user, { watchesExpiry: true });
    for (const resourceType of ['Cluster', 'Topic', 'Group'] as const) {
      const resourceName = resourceType === 'Cluster' ? 'kafka-cluster' : '*';
      props.resources.addAcl({ resourceType, resourceName, principal, operation: 'Describe' });
    }
    ensureDockerProvider(this, this.cluster.engine);
    reserveHostPort(this, this.cluster, { hostAddress: bindAddress, hostPort });

    const own = { prometheus: `${this.cluster.name}-prometheus`, disks: `${this.cluster.name}-node-exporter` };
    const exporter = `${this.cluster.name}-exporter`;
    const networkName = `${this.cluster.name}-dashboards`;
    const network = new Network(this, 'network', {
      name: networkName,
      labels: [{ label: LABELS.cluster, value: this.cluster.name }],
    });
    network.overrideLogicalId(networkName);
    const jobs: readonly ScrapeJob[] = [
      ...serverJobs(this.cluster),
      { job: 'node', targets: [this.target(own.disks, NODE_EXPORTER_PORT)] },
      { job: 'kafka-exporter', targets: [this.target(exporter, KAFKA_EXPORTER_PORT)] },
      { job: 'prometheus', targets: [{ instance: own.prometheus, address: `127.0.0.1:${PROMETHEUS_PORT}` }] },
    ];
    const watch: Watch = {
      jobs,
      interval: props.interval ?? WATCH_DEFAULTS.interval,
      alertAfter: props.alertAfter ?? WATCH_DEFAULTS.alertAfter,
    };
    props.cluster.watchedBy(watch);
    const files = prometheusFiles(this.cluster, watch);
    const configurationVolume = `${this.cluster.name}-monitoring-configuration`;
    const grafana =
      props.grafana &&
      new Grafana(
        this,
        'Grafana',
        {
          cluster: props.cluster,
          network: networkName,
          prometheus: `http://${own.prometheus}.${networkName}:${PROMETHEUS_PORT}`,
          interval: watch.interval,
          configuration: configurationVolume,
        },
        props.grafana,
      );
    const configuration = this.volume(configurationVolume);
    const dataVolumeName = `${own.prometheus}-data`;
    const data = this.volume(dataVolumeName);
    const folders = grafana === undefined ? [] : [grafana.folder];
    const step = this.configure({ files: files.all, folders }, configuration, data);

    const images = {
      prometheus: props.images.prometheus ?? ServerImage.named('prom/prometheus:v3.5.0'),
      nodeExporter: props.images.nodeExporter ?? ServerImage.named('prom/node-exporter:v1.9.1'),
      exporter: props.images.exporter,
      ...(grafana !== undefined && { grafana: grafana.image }),
    };
    const image = new Map(
      [...new Set(Object.values(images).map(({ name }) => name))].map((name) => [name, this.image(name)]),
    );
    const after = (name: string, ...more: readonly (Network | StepContainer['container'])[]): string[] =>
      [image.get(name), ...more].flatMap((each) => (each === undefined ? [] : [dependable(each)]));

    const prometheus = new Prometheus(this, 'Prometheus', {
      cluster: props.cluster,
      network: networkName,
      name: own.prometheus,
      image: images.prometheus.name,
      configurationFile: files.configuration.name,
      volumes: { configuration: configurationVolume, data: dataVolumeName },
      endpoint: { hostAddress: bindAddress, hostPort },
      address: this.address,
      retention: props.retention ?? Duration.days(15),
      retentionSize: props.retentionSize ?? Size.mebibytes(1024),
    });
    prometheus.container.dependsOn = after(images.prometheus.name, network, step);
    const disks = new NodeExporter(this, 'NodeExporter', {
      cluster: props.cluster,
      name: own.disks,
      image: images.nodeExporter.name,
    });
    disks.container.dependsOn = after(images.nodeExporter.name);
    const groups = new KafkaExporter(this, 'Exporter', {
      cluster: props.cluster,
      name: exporter,
      image: images.exporter.name,
      bootstrapServers: bootstrap,
      user,
    });
    groups.container.dependsOn = after(images.exporter.name);
    if (grafana !== undefined) {
      grafana.container.dependsOn = after(grafana.image.name, network, step);
    }
  }

  private refuse(cluster: KafkaCluster): void {
    if (!this.cluster.metrics) {
      throw new FaultError({
        code: 'MetricsMissing',
        subject: this.node.path,
        rule: 'a cluster that is monitored must serve metrics',
        remedy: 'give it metrics: true, with images that have the agent',
      });
    }
    if (TerraformStack.of(this) === TerraformStack.of(cluster)) {
      throw new FaultError({
        code: 'ServiceInClusterStack',
        subject: this.node.path,
        rule: 'monitoring must be in another stack than its cluster, which holds servers alone',
        value: TerraformStack.of(this).node.id,
        remedy: 'make a TerraformStack for it',
      });
    }
  }

  private ownStack(cluster: KafkaCluster): string {
    const stack = TerraformStack.of(this);
    stack.addDependency(TerraformStack.of(cluster));
    return stack.node.id;
  }

  private bootstrapServers(): readonly string[] {
    const listener = this.cluster.listeners.find(
      ({ scope, authentication }) => scope === 'internal' && authentication.clientCertificate,
    );
    if (listener === undefined) {
      throw new FaultError({
        code: 'MonitoringListenerMissing',
        subject: this.node.path,
        rule: 'a cluster that is monitored must have an internal listener with Authentication.mutualTls()',
        remedy:
          "add one: Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() })",
      });
    }
    return this.cluster.brokers.map((broker) => listener.advertisedFor(broker));
  }

  private target(container: string, port: number): ScrapeJob['targets'][number] {
    return { instance: container, address: `${container}.${this.cluster.names.monitoring}:${port}` };
  }

  private image(name: string): Image {
    const image = new Image(this, `image-${name}`, { name, keepLocally: true });
    image.overrideLogicalId(`${this.cluster.name}-${name.replace(/[^A-Za-z0-9-]/g, '_')}`);
    return image;
  }

  private volume(name: string): Volume {
    const volume = new Volume(this, name, { name, labels: [{ label: LABELS.cluster, value: this.cluster.name }] });
    volume.overrideLogicalId(name);
    return volume;
  }

  private configure(
    {
      files,
      folders,
    }: { readonly files: readonly ConfigurationFile[]; readonly folders: readonly ConfigurationFolder[] },
    configuration: Volume,
    data: Volume,
  ): StepContainer['container'] {
    const owner = `${SERVER_UID}:${SERVER_UID}`;
    return new StepContainer(new Construct(this, 'Configuration'), this.cluster, {
      name: `${this.cluster.name}-monitoring-configure`,
      role: 'configure',
      command: ['sh', '/step/configure.sh', '/step', PATHS.configuration, owner],
      files: {
        '/step/configure.sh': readFileSync(path.join(__dirname, 'private', 'configure.sh'), 'utf8'),
        '/step/folders': '/volumes/data\n',
        ...Object.fromEntries(files.map(({ name, content }) => [`/step/configuration/${name}`, content])),
        ...Object.fromEntries(
          folders.flatMap((folder) =>
            Object.entries(folder.files).map(([file, content]) => [
              `/step/configuration/${folder.name}/${file}`,
              content,
            ]),
          ),
        ),
      },
      volumes: { [PATHS.configuration]: configuration.nameInput ?? '', '/volumes/data': data.nameInput ?? '' },
      dependsOn: [configuration, data],
    }).container;
  }
}
