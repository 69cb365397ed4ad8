import {
  type ConsoleProps,
  Host,
  type KafkaBaseProps,
  type KafkaClusterProps,
  KafkaVersion,
  type MigrationPhase,
  type MonitoringProps,
  ProjectTools,
  ServerImage,
  ZooKeeperVersion,
} from './constructs';
import { type Environment, phaseIn, readEnvironment } from './runtime/settings/environment';

/** What of `main.ts` may differ from machine to machine, each from an environment variable; none is a secret. */
export interface Settings {
  /** `KAFKA_CLUSTER`: name of the cluster on the engine, and prefix of the stacks. Default `kafka`. */
  readonly name: string;
  /** `KAFKA_HOSTS`: machines that servers are spread over, `ENGINE[,ADDRESS[,RACK]]` each, with blanks between them. Default: one engine runs everything. */
  readonly hosts: readonly Host[] | undefined;
  /**
   * `KAFKA_METADATA`: where the brokers keep their metadata, `zookeeper` or `kraft`, or `migration:PHASE` on the way from the one to the
   * other. Default `zookeeper`.
   */
  readonly metadata: 'zookeeper' | 'kraft' | 'migration';
  /** How far the metadata are to go, where they are on the way. */
  readonly phase?: MigrationPhase;
  /** `KAFKA_METADATA_VERSION`: version of ZooKeeper's servers, of which the set-up makes the image. Default 3.8.6. */
  readonly zooKeeperVersion: ZooKeeperVersion | undefined;
  /** `KAFKA_VERSION`: Kafka's version, of which the set-up makes the image. Default 3.9.2. */
  readonly version: KafkaVersion;
  /** `KAFKA_SCRAM_PORT`: host port of the first broker, for passwords. Default 19092. */
  readonly scramPort: number;
  /** `KAFKA_MTLS_PORT`: host port of the first broker, for certificates. Default 19192. */
  readonly mtlsPort: number;
  /**
   * The web console, whose kind follows from where images come from; `KAFKA_CONSOLE=off` takes it away. `KAFKA_CONSOLE_PORT`:
   * its host port. Default 8080, and one below the first broker's for a cluster of another name.
   */
  readonly console: Pick<ConsoleProps, 'enabled' | 'hostPort' | 'kind'>;
  /** `KAFKA_DATA=destroy` lets Terraform remove the volumes. Default `retain`. */
  readonly data: KafkaBaseProps['data'];
  /**
   * What watches the cluster; absent with `KAFKA_MONITORING=off`, and before the set-up has run. `KAFKA_PROMETHEUS_PORT`: host
   * port of Prometheus. Default 9090, and two below the first broker's for a cluster of another name. `KAFKA_GRAFANA_PORT`: of
   * Grafana. Default 3000, and three below. Grafana is left out where its official image can't be had, and
   * `KAFKA_GRAFANA_IMAGE` names none on the engine.
   */
  readonly monitoring?: Pick<MonitoringProps, 'images' | 'hostPort' | 'grafana'>;
  /** `KAFKA_STATE`: where Terraform keeps a stack's state. Default `local`, a file of this checkout. */
  readonly state: Environment['KAFKA_STATE'];
  /** What the set-up has chosen; the official ones when it hasn't run. */
  readonly images: KafkaClusterProps['images'];
  /** Fetches the administrator's certificate once it is issued, so that a plain deployment can go on. */
  readonly onIssued: string;
  /** Lets servers be replaced one at a time. */
  readonly gate: string;
  /** Has brokers read certificates that were issued anew. */
  readonly reload: string;
}

/**
 * What the environment and the set-up's record say.
 *
 * @throws ValidationError with everything in the environment that means nothing
 */
export function settings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = readEnvironment(environment);
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scramPort, KAFKA_METADATA_VERSION: metadataVersion } = given;
  const tools = ProjectTools.of(name, environment['CDKTF_OUTDIR'] ?? 'cdktf.out');
  const { gate, reload, onIssued, images } = tools;
  return {
    ...{ name, scramPort, gate, reload, onIssued, images },
    hosts: given.KAFKA_HOSTS?.map(([engine = '', address, rack]) =>
      Host.of(engine, { address: address === '' ? undefined : address, rack: rack === '' ? undefined : rack }),
    ),
    ...metadataOf(given.KAFKA_METADATA),
    zooKeeperVersion: metadataVersion === undefined ? undefined : ZooKeeperVersion.of(metadataVersion),
    version: KafkaVersion.of(given.KAFKA_VERSION),
    monitoring: given.KAFKA_MONITORING === 'off' ? undefined : monitoring(given, tools),
    mtlsPort: given.KAFKA_MTLS_PORT,
    console: {
      enabled: given.KAFKA_CONSOLE === 'on',
      hostPort: given.KAFKA_CONSOLE_PORT ?? (name === 'kafka' ? 8080 : scramPort - 1),
      kind: tools.consoleKind,
    },
    data: given.KAFKA_DATA,
    state: given.KAFKA_STATE,
  };
}

function metadataOf(given: Environment['KAFKA_METADATA']): Pick<Settings, 'metadata' | 'phase'> {
  const phase = phaseIn(given);
  return given === 'zookeeper' || given === 'kraft' ? { metadata: given } : { metadata: 'migration', phase };
}

function monitoring(given: Environment, tools: ProjectTools): Settings['monitoring'] {
  const { monitoringImages: images } = tools;
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scram } = given;
  return (
    images && {
      hostPort: given.KAFKA_PROMETHEUS_PORT ?? (name === 'kafka' ? 9090 : scram - 2),
      grafana: grafana(given, tools),
      images,
    }
  );
}

function grafana(given: Environment, { hasRegistry }: ProjectTools): MonitoringProps['grafana'] | undefined {
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scram, KAFKA_GRAFANA_IMAGE: image } = given;
  if (image === undefined && !hasRegistry) {
    return undefined;
  }
  return {
    hostPort: given.KAFKA_GRAFANA_PORT ?? (name === 'kafka' ? 3000 : scram - 3),
    image: image === undefined ? undefined : ServerImage.named(image),
  };
}
