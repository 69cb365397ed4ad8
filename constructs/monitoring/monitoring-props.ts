import type { ServerImage } from '../../model/cluster/image';
import type { Duration } from '../../model/units/duration';
import type { Size } from '../../model/units/size';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import type { KafkaResources } from '../resources/resources';
import type { GrafanaProps } from './grafana';

/** Images of what watches a cluster. */
export interface MonitoringImages {
  /**
   * With `/bin/prometheus`.
   *
   * @default - the official `prom/prometheus`
   */
  readonly prometheus?: ServerImage;
  /**
   * With `/bin/node_exporter`.
   *
   * @default - the official `prom/node-exporter`
   */
  readonly nodeExporter?: ServerImage;
  /** With Node.js and `/opt/exporter/exporter.js`: made by the set-up, `cdktf-kafka setup`. */
  readonly exporter: ServerImage;
}

/** What may be said of the monitoring of a cluster, however it is declared. */
export interface MonitoringOptions {
  /**
   * Port of Prometheus on the host, from 1024.
   *
   * @default 9090
   */
  readonly hostPort?: number;
  /**
   * Address on the engine's host that the port is bound to. One that other machines reach is refused, unless the cluster
   * allows `MonitoringExposed`.
   *
   * @default `127.0.0.1`: Prometheus asks nobody who they are
   */
  readonly bindAddress?: string;
  /**
   * Time between two looks at everything (Prometheus' `scrape_interval`), from 1 s to 2 min. Rates are over a minute,
   * or over four of these if that is longer.
   *
   * @default 15 s
   */
  readonly interval?: Duration;
  /**
   * How long something must be wrong before an alert fires.
   *
   * @default 2 min
   */
  readonly alertAfter?: Duration;
  /**
   * URL of the page with the alerts' runbooks, without what follows `#`: each alert has it as `runbook_url`, with its own name in lower case
   * behind it.
   *
   * @default `docs/runbooks.md`, a page of this package; where its site is served, name it there
   */
  readonly runbooks?: string;
  /**
   * How long measurements are kept (`--storage.tsdb.retention.time`).
   *
   * @default 15 days
   */
  readonly retention?: Duration;
  /**
   * The most that measurements take on disk (`--storage.tsdb.retention.size`).
   *
   * @default 1,024 MiB
   */
  readonly retentionSize?: Size;
  /**
   * Grafana with dashboards for all of it.
   *
   * @default - none; `{}` has it as its own defaults say
   */
  readonly grafana?: GrafanaProps;
  /**
   * Name of the certificate user that the exporter connects as, made for it.
   *
   * @default monitoring
   */
  readonly user?: string;
}

/** What the monitoring of a cluster is declared by. */
export interface MonitoringProps extends MonitoringOptions {
  /** The cluster that is watched; it serves metrics (`metrics: true`). */
  readonly cluster: IKafkaCluster;
  /** Where the rights of the exporter's user are declared. */
  readonly resources: KafkaResources;
  /** Images of Prometheus and the exporters. */
  readonly images: MonitoringImages;
}
