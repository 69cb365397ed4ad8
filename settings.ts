import path from 'node:path';
import { PgBackend, type PgBackendConfig, S3Backend, type TerraformStack } from 'cdktf';
import {
  Console,
  type ConsoleProps,
  type KafkaBaseProps,
  type KafkaClusterProps,
  KafkaVersion,
  type MonitoringProps,
  ServerImage,
} from './constructs';
import { shellCommand } from './model/formats/shell';
import { kerberosTag } from './bootstrap/images/kerberos-image';
import { readSetup, type Setup } from './bootstrap/record';
import { type Environment, readEnvironment } from './runtime/settings/environment';

/** What of `main.ts` may differ from machine to machine, each from an environment variable; none is a secret. */
export interface Settings {
  /** `KAFKA_CLUSTER`: name of the cluster on the engine, and prefix of the stacks. Default `kafka`. */
  readonly name: string;
  /** `KAFKA_METADATA`: where the brokers keep their metadata, `zookeeper` or `kraft`. Default `zookeeper`. */
  readonly metadata: Environment['KAFKA_METADATA'];
  /** `KAFKA_VERSION`: Kafka's version, of which the set-up makes the image. Default 3.9.2. */
  readonly version: KafkaVersion;
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
  /**
   * `KAFKA_STATE`: where Terraform keeps a stack's state. Default `local`, a file of this checkout. With `pg` a schema of its own in the
   * PostgreSQL that `PG_CONN_STR` or libpq's variables name; with `s3://BUCKET/PREFIX` an object, with a lock beside it.
   */
  readonly keepState: (stack: TerraformStack) => TerraformStack;
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
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scram } = given;
  // Terraform alone, started without the environment of this synthesis, calls it for this cluster too.
  const command = `KAFKA_CLUSTER=${name} ${shellCommand('node', pathFromStacks(environment, path.join(__dirname, 'cli', 'run.mjs')))}`;
  const images = readSetup(path.join(__dirname, 'out'))?.images;
  return {
    name,
    metadata: given.KAFKA_METADATA,
    version: KafkaVersion.of(given.KAFKA_VERSION),
    monitoring: given.KAFKA_MONITORING === 'off' ? undefined : monitoring(given, images),
    ports: { scram, mtls: given.KAFKA_MTLS_PORT },
    console: {
      enabled: given.KAFKA_CONSOLE === 'on',
      hostPort: given.KAFKA_CONSOLE_PORT ?? (name === 'kafka' ? 8080 : scram - 1),
      kind: images?.console === undefined ? Console.kafbat() : Console.quarkus(ServerImage.named(images.console)),
    },
    data: given.KAFKA_DATA,
    keepState: (stack) => keepState(stack, given.KAFKA_STATE),
    images: images && {
      ...serverImages(images),
      origin: images.origin,
      // Made when a cluster with a realm of its own is deployed.
      kerberos: ServerImage.named(kerberosTag(images.origin)),
    },
    // A deployment that makes a cluster fetches them itself, while its servers start.
    onIssued: `[ "$KAFKA_CLIENTS" = later ] || ${command} clients --user admin`,
    gate: `${command} gate`,
    reload: `[ "$KAFKA_BROKERS" = none ] || ${command} reload`,
  };
}

/**
 * A file as Terraform finds it from a stack's folder, where it runs: so a plan that was made in one checkout is applied in another. One
 * whose stacks lie elsewhere finds it by its whole path.
 */
function pathFromStacks(environment: NodeJS.ProcessEnv, file: string): string {
  const synthesized = path.resolve(__dirname, environment['CDKTF_OUTDIR'] ?? 'cdktf.out');
  return path.relative(__dirname, synthesized).startsWith('..')
    ? file
    : path.relative(path.join(synthesized, 'stacks', 'any'), file);
}

/** Whatever lets Terraform in there stays in the environment: what stands in a backend's settings would be in every plan. */
function keepState(stack: TerraformStack, where: string): TerraformStack {
  const { id } = stack.node;
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(where) ?? [];
  if (where === 'pg') {
    new PgBackend(stack, { schemaName: id } as PgBackendConfig);
  } else if (bucket !== undefined) {
    new S3Backend(stack, { bucket, key: path.posix.join(prefix, `${id}.tfstate`), encrypt: true });
    stack.addOverride('terraform.backend.s3.use_lockfile', true);
  }
  return stack;
}

type Images = Setup['images'] | undefined;

function serverImages({ servers, metricsAgent }: Setup['images']): KafkaClusterProps['images'] {
  const { kafka, ...metadata } = Object.fromEntries(
    Object.entries(servers).map(([name, { tag, archive }]) => [
      name,
      ServerImage.named(tag, { classDataArchive: archive, metricsAgent }),
    ]),
  );
  return { kafka, metadata };
}

function monitoring(given: Environment, images: Images): Settings['monitoring'] {
  const watched = images?.monitoring;
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scram } = given;
  return (
    watched && {
      hostPort: given.KAFKA_PROMETHEUS_PORT ?? (name === 'kafka' ? 9090 : scram - 2),
      grafana: grafana(given, images),
      images: {
        exporter: ServerImage.named(watched.exporter),
        prometheus: watched.prometheus === undefined ? undefined : ServerImage.named(watched.prometheus),
        nodeExporter: watched.nodeExporter === undefined ? undefined : ServerImage.named(watched.nodeExporter),
      },
    }
  );
}

function grafana(given: Environment, images: Images): MonitoringProps['grafana'] | undefined {
  const { KAFKA_CLUSTER: name, KAFKA_SCRAM_PORT: scram, KAFKA_GRAFANA_IMAGE: image } = given;
  if (image === undefined && images?.origin === 'local') {
    return undefined;
  }
  return {
    hostPort: given.KAFKA_GRAFANA_PORT ?? (name === 'kafka' ? 3000 : scram - 3),
    image: image === undefined ? undefined : ServerImage.named(image),
  };
}
