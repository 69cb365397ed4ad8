import type { KafkaClusterOptions } from '../../model/declaration/cluster-props';
import type { Listener } from '../../model/listeners/listener';
import type { KafkaBaseProps } from '../cluster/base';
import type { ConsoleOptions } from '../console/console';
import type { MonitoringImages, MonitoringOptions } from '../monitoring/monitoring-props';

/** What may be said of a platform’s monitoring. */
export interface PlatformMonitoringProps extends MonitoringOptions {
  /**
   * Whether there is any.
   *
   * @default - true, once the set-up has made its images
   */
  readonly enabled?: boolean;
  /**
   * Images of Prometheus and the exporters.
   *
   * @default - those that the set-up has made or found
   */
  readonly images?: MonitoringImages;
}

/** What a platform is declared by. */
export interface KafkaPlatformProps extends KafkaClusterOptions {
  /**
   * Listeners for clients. What stands in containers beside the brokers needs one inside the network with
   * `Authentication.mutualTls()`, and topics, users and rights a published one.
   *
   * @default - SCRAM and client certificates, each published ({@link scramPort}, {@link mtlsPort}) on 127.0.0.1, or on every address of each of several
   * hosts, and inside the network (9094, 9095)
   */
  readonly listeners?: readonly Listener[];
  /**
   * Host port of the first broker for users with passwords; each further broker has the next one. Only without {@link listeners}.
   *
   * @default 19092
   */
  readonly scramPort?: number;
  /**
   * Host port of the first broker for users with certificates. Only without {@link listeners}.
   *
   * @default 19192
   */
  readonly mtlsPort?: number;
  /**
   * Whether `terraform destroy` may remove the volumes with records, certificates and keys in them.
   *
   * @default retain
   */
  readonly data?: KafkaBaseProps['data'];
  /**
   * Prometheus, its exporters and alert rules, and Grafana, which is left out where no registry has answered and no image is named.
   *
   * @default - all of it, at 9090 and 3000
   */
  readonly monitoring?: PlatformMonitoringProps;
  /**
   * The web console. Its kind is that which can be had here, if nothing else is said.
   *
   * @default - one that only looks, at 8080
   */
  readonly console?: ConsoleOptions;
  /**
   * Where Terraform keeps the states of all stacks: `local`, a file of the project; `pg`, a schema for each in the PostgreSQL that
   * `PG_CONN_STR` or libpq’s variables name; or `s3://BUCKET/PREFIX`, an object for each, with a lock beside it.
   *
   * @default local
   */
  readonly state?: string;
}
