import path from 'node:path';
import {
  Console,
  type ConsoleProps,
  type KafkaBaseProps,
  type KafkaClusterProps,
  type MonitoringProps,
  ServerImage,
} from './constructs';
import { shellWord } from './runtime/process/shell';
import { kerberosTag } from './bootstrap/images/kerberos-image';
import { readSetup } from './bootstrap/record';

/** What of `main.ts` may differ from machine to machine, each from an environment variable; none is a secret. */
export interface Settings {
  /** `KAFKA_CLUSTER`: name of the cluster on the engine, and prefix of the stacks. Default `kafka`. */
  readonly name: string;
  /** `KAFKA_SCRAM_PORT` and `KAFKA_MTLS_PORT`: host port of the first broker. Default 19092 and 19192. */
  readonly ports: { readonly scram: number; readonly mtls: number };
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
  /** What the set-up has chosen; the official ones when it hasn't run. */
  readonly images: KafkaClusterProps['images'];
  /** Fetches the administrator's certificate once it is issued, so that a plain deployment can go on. */
  readonly onIssued: string;
  /** Lets servers be replaced one at a time. */
  readonly gate: string;
}

export function settings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const project = __dirname;
  const name = environment['KAFKA_CLUSTER'] ?? 'kafka';
  // Terraform alone, started without the environment of this synthesis, calls it for this cluster too.
  const command = `KAFKA_CLUSTER=${shellWord(name)} node ${shellWord(path.join(project, 'cli', 'run.mjs'))}`;
  const images = readSetup(path.join(project, 'out'))?.images;
  const scram = Number(environment['KAFKA_SCRAM_PORT'] ?? 19092);
  const watched = environment['KAFKA_MONITORING'] === 'off' ? undefined : images?.monitoring;
  return {
    name,
    monitoring: watched && {
      hostPort: Number(environment['KAFKA_PROMETHEUS_PORT'] ?? (name === 'kafka' ? 9090 : scram - 2)),
      grafana: grafana(environment, name === 'kafka' ? 3000 : scram - 3, images?.origin),
      images: {
        exporter: ServerImage.named(watched.exporter),
        prometheus: watched.prometheus === undefined ? undefined : ServerImage.named(watched.prometheus),
        nodeExporter: watched.nodeExporter === undefined ? undefined : ServerImage.named(watched.nodeExporter),
      },
    },
    ports: {
      scram,
      mtls: Number(environment['KAFKA_MTLS_PORT'] ?? 19192),
    },
    console: {
      enabled: environment['KAFKA_CONSOLE'] !== 'off',
      hostPort: Number(environment['KAFKA_CONSOLE_PORT'] ?? (name === 'kafka' ? 8080 : scram - 1)),
      kind: images?.console === undefined ? Console.kafbat() : Console.quarkus(ServerImage.named(images.console)),
    },
    data: environment['KAFKA_DATA'] === 'destroy' ? 'destroy' : 'retain',
    images: images && {
      origin: images.origin,
      kafka: ServerImage.named(images.kafka, {
        classDataArchive: images.kafkaArchive,
        metricsAgent: images.metricsAgent,
      }),
      zookeeper: ServerImage.named(images.zookeeper, {
        classDataArchive: images.zookeeperArchive,
        metricsAgent: images.metricsAgent,
      }),
      // Made when a cluster with a realm of its own is deployed.
      kerberos: ServerImage.named(kerberosTag(images.origin)),
    },
    onIssued: `${command} clients --user admin`,
    gate: `${command} gate`,
  };
}

function grafana(
  environment: NodeJS.ProcessEnv,
  port: number,
  origin: string | undefined,
): MonitoringProps['grafana'] | undefined {
  const image = environment['KAFKA_GRAFANA_IMAGE'];
  if (image === undefined && origin === 'local') {
    return undefined;
  }
  return {
    hostPort: Number(environment['KAFKA_GRAFANA_PORT'] ?? port),
    image: image === undefined ? undefined : ServerImage.named(image),
  };
}
