import { dependable, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { Companion } from '../../model/declaration/companion';
import { declarationsOf } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { Duration } from '../../model/units/duration';
import { Grafana, type GrafanaProps } from './grafana';
import { monitoringConfiguration } from './monitoring-configuration';
import type { MonitoringProps } from './monitoring-props';
import { KAFKA_EXPORTER_PORT, KafkaExporter } from './kafka-exporter';
import { NODE_EXPORTER_PORT, NodeExporter, nodeExporterOn } from './node-exporter';
import { Prometheus, PROMETHEUS_PORT, prometheusAddress } from './prometheus';
import { ServerImage } from '../../model/cluster/image';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { reserveHostPort } from '../cluster/cluster-registry';
import { dockerProviderOf, ensureHostProviders } from '../containers/docker-provider';
import { refuseExposure } from '../synthesis/exposure';
import { applyAfter } from '../synthesis/stack-order';
import { durationViolations, LENGTHS, SIZES, sizeViolations } from '../../model/units/sense';
import { throwIfAny, ValidationError } from '../../model/violation';
import { hostAndPort } from '../../model/names/host-endpoint';
import { runbooksViolations } from '../../model/monitoring/alert-rules';
import { type Watch, WATCH_DEFAULTS } from '../../model/monitoring/monitoring-files';
import { prometheusFiles } from '../../model/monitoring/prometheus-files';
import { type ScrapeJob, serverJobs } from '../../model/monitoring/scrape-configuration';
import { LABELS } from '../../model/names/names';
import { type Placement, placementOf, placementsOf, resourceName } from '../../model/placement/placement';
import type { StepContainer } from '../containers/step-container';
import { Image, Network } from '../terraform/resources';
import type { KafkaResources } from '../resources/resources';
import { Size } from '../../model/units/size';

/**
 * Prometheus with scrape configuration, recording and alert rules made from a cluster; node_exporter for the disks below the
 * servers' volumes, on each host that has any; an exporter of consumer groups' lag and of when the certificates that brokers serve
 * expire; and Grafana, where it is asked for. All but node_exporter is on the first host. It belongs into a stack of its own.
 */
export class Monitoring extends Construct {
  /** URL of Prometheus on the engine's host. */
  public readonly address: string;
  private readonly cluster: ClusterModel;

  /**
   * @throws ValidationError `ClusterNotDeclaredHere`, `MetricsMissing`, `ScrapeIntervalIllegal`, `ServiceInClusterStack`, `MonitoringListenerMissing`,
   * `HostPortTaken`, `MonitoringExposed`, `ServiceUserTaken`, `EnginesDiffer`, `RunbooksIllegal`
   */
  public constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    checkArguments('Monitoring', [scope, id, props], this.node.path);
    const declarations = declarationsOf(props.cluster, this.node.path);
    this.cluster = declarations.model;
    const endpoint = { hostAddress: props.bindAddress ?? '127.0.0.1', hostPort: props.hostPort ?? PROMETHEUS_PORT };
    this.address = `http://${hostAndPort(endpoint.hostAddress, endpoint.hostPort)}`;
    this.refuse(props);
    const bootstrapServers = this.bootstrapServers();
    const companion = declarations.addCompanion(this.node.path, {
      stack: this.ownStack(props.cluster),
      user: props.user ?? 'monitoring',
      watches: true,
      namesContainer: false,
    });
    this.grantDescribe(props.resources, companion);
    ensureHostProviders(this, this.cluster);
    const hosts = placementsOf(this.cluster);
    for (const host of hosts.filter(({ engine }) => engine !== this.cluster.engine)) {
      companion.place(nodeExporterOn(this.cluster, host), host);
    }
    const { cluster } = companion;
    reserveHostPort(this, this.cluster, endpoint);
    refuseExposure(this, endpoint.hostAddress, this.cluster.allowed, {
      code: 'MonitoringExposed',
      rule: 'Prometheus must be bound to 127.0.0.1: it asks nobody who they are',
    });

    const network = this.network();
    const watch: Watch = {
      jobs: this.jobs(hosts),
      interval: props.interval ?? WATCH_DEFAULTS.interval,
      alertAfter: props.alertAfter ?? WATCH_DEFAULTS.alertAfter,
      runbooks: props.runbooks ?? WATCH_DEFAULTS.runbooks,
    };
    companion.watch = watch;
    const files = prometheusFiles(cluster, { ...watch, jobs: [...watch.jobs, this.ownJob()] });
    const grafana = this.grafana(companion, watch, props.grafana);
    const step = monitoringConfiguration(this, this.cluster, {
      files: files.all,
      folders: grafana === undefined ? [] : [grafana.folder],
    });

    const images = imagesOf(props, grafana);
    Object.values(images).forEach((image) => this.image(image));
    const after = (image: ServerImage, ...more: readonly (Network | StepContainer['container'])[]): string[] =>
      [this.image(image), ...more].map((each) => dependable(each));

    const prometheus = new Prometheus(this, 'Prometheus', {
      companion,
      image: images.prometheus.name,
      configurationFile: files.configuration.name,
      endpoint,
      address: this.address,
      retention: props.retention ?? Duration.days(15),
      retentionSize: props.retentionSize ?? Size.mebibytes(1024),
    });
    prometheus.container.dependsOn = after(images.prometheus, network, step);
    for (const host of hosts) {
      const disks = new NodeExporter(this, resourceName(cluster, host, 'NodeExporter'), {
        ...{ companion, image: images.nodeExporter.name, host },
      });
      disks.container.dependsOn = [dependable(this.image(images.nodeExporter, host))];
    }
    const groups = new KafkaExporter(this, 'Exporter', {
      companion,
      image: images.exporter.name,
      bootstrapServers,
    });
    groups.container.dependsOn = after(images.exporter);
    if (grafana !== undefined) {
      grafana.container.dependsOn = after(grafana.image, network, step);
    }
  }

  /** The exporter's user may see brokers, topics and groups, and read no record. */
  private grantDescribe(resources: KafkaResources, { principal }: Companion): void {
    for (const resourceType of ['Cluster', 'Topic', 'Group'] as const) {
      const resourceName = resourceType === 'Cluster' ? 'kafka-cluster' : '*';
      resources.addAcl({ resourceType, resourceName, principal, operation: 'Describe' });
    }
  }

  private jobs(hosts: readonly Placement[]): readonly ScrapeJob[] {
    const { names } = this.cluster;
    return [
      ...serverJobs(this.cluster),
      {
        job: 'node',
        targets: hosts.map((host) => this.target(nodeExporterOn(this.cluster, host), NODE_EXPORTER_PORT)),
      },
      { job: 'kafka-exporter', targets: [this.target(names.exporter, KAFKA_EXPORTER_PORT)] },
    ];
  }

  /** Prometheus itself, which another one that reads the same files has no part in. */
  private ownJob(): ScrapeJob {
    const { prometheus } = this.cluster.names;
    return { job: 'prometheus', targets: [{ instance: prometheus, address: prometheusAddress(this.cluster) }] };
  }

  private grafana(companion: Companion, { interval }: Watch, grafana: GrafanaProps | undefined): Grafana | undefined {
    const prometheus = `http://${prometheusAddress(this.cluster)}`;
    return grafana && new Grafana(this, 'Grafana', { companion, prometheus, interval }, grafana);
  }

  private refuse(props: MonitoringProps): void {
    const { cluster, interval = WATCH_DEFAULTS.interval, alertAfter, retention, retentionSize, runbooks } = props;
    const subject = this.node.path;
    throwIfAny([
      ...(alertAfter === undefined ? [] : durationViolations(subject, 'alertAfter', alertAfter, LENGTHS.alertAfter)),
      ...(retention === undefined ? [] : durationViolations(subject, 'retention', retention, LENGTHS.measurements)),
      ...(retentionSize === undefined
        ? []
        : sizeViolations(subject, 'retentionSize', retentionSize, SIZES.measurements)),
      ...runbooksViolations(subject, runbooks),
    ]);
    if (!this.cluster.metrics) {
      throw new ValidationError({
        code: 'MetricsMissing',
        subject: this.node.path,
        rule: 'a cluster that is monitored must serve metrics',
        remedy: 'give it metrics: true, with images that have the agent',
      });
    }
    if (interval.milliseconds < 1000 || interval.milliseconds > 120_000) {
      throw new ValidationError({
        code: 'ScrapeIntervalIllegal',
        subject: this.node.path,
        rule: 'interval must be from 1 s to 2 min: Prometheus drops a series that has no sample for 5 min',
        value: interval.toString(),
        remedy: 'choose one in between, or leave it out for 15 s',
      });
    }
    if (TerraformStack.of(this) === TerraformStack.of(cluster)) {
      throw new ValidationError({
        code: 'ServiceInClusterStack',
        subject: this.node.path,
        rule: 'monitoring must be in another stack than its cluster, which holds servers alone',
        value: TerraformStack.of(this).node.id,
        remedy: 'make a TerraformStack for it',
      });
    }
  }

  private ownStack(cluster: IKafkaCluster): string {
    const stack = TerraformStack.of(this);
    applyAfter(stack, TerraformStack.of(cluster), this.node.path);
    return stack.node.id;
  }

  private bootstrapServers(): readonly string[] {
    const listener = this.cluster.listeners.find(
      ({ scope, authentication }) => scope === 'internal' && authentication.clientCertificate,
    );
    if (listener === undefined) {
      throw new ValidationError({
        code: 'MonitoringListenerMissing',
        subject: this.node.path,
        rule: 'a cluster that is monitored must have an internal listener with Authentication.mutualTls()',
        remedy:
          "add one: Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() })",
      });
    }
    return this.cluster.brokers.map((broker) => listener.advertisedFor(broker, this.cluster));
  }

  private network(): Network {
    const name = this.cluster.names.dashboards;
    const network = new Network(this, 'network', {
      name,
      labels: [{ label: LABELS.cluster, value: this.cluster.name }],
    });
    network.overrideLogicalId(name);
    return network;
  }

  private target(container: string, port: number): ScrapeJob['targets'][number] {
    return { instance: container, address: `${container}.${this.cluster.names.monitoring}:${port}` };
  }

  /** On a host: one that is used twice is one resource. */
  private image({ name }: ServerImage, host = placementOf(this.cluster, '')): Image {
    const id = resourceName(this.cluster, host, `image-${name}`);
    const made = this.node.tryFindChild(id);
    if (made instanceof Image) {
      return made;
    }
    const provider = dockerProviderOf(this, this.cluster, host);
    const image = new Image(this, id, { provider, name, keepLocally: true });
    const word = `${this.cluster.name}-${name.replace(/[^A-Za-z0-9-]/g, '_')}`;
    image.overrideLogicalId(resourceName(this.cluster, host, word));
    return image;
  }
}

/** What runs, and from which image. */
function imagesOf({ images }: MonitoringProps, grafana: Grafana | undefined) {
  return {
    prometheus: images.prometheus ?? ServerImage.named('prom/prometheus:v3.5.0'),
    nodeExporter: images.nodeExporter ?? ServerImage.named('prom/node-exporter:v1.9.1'),
    exporter: images.exporter,
    ...(grafana !== undefined && { grafana: grafana.image }),
  };
}
