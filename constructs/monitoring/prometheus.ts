import { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import type { Companion } from '../../model/declaration/companion';
import type { Duration } from '../../model/units/duration';
import { listeningHealth } from '../../model/files/health';
import type { HostEndpoint } from '../../model/names/host-endpoint';
import { PATHS } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';
import type { Container } from '../terraform/resources';
import { Size } from '../../model/units/size';

/** @internal */
export interface PrometheusProps {
  readonly companion: Companion;
  readonly image: string;
  /** Name of its configuration in the volume. */
  readonly configurationFile: string;
  readonly endpoint: HostEndpoint;
  readonly address: string;
  readonly retention: Duration;
  readonly retentionSize: Size;
}

/** Port that it listens on in its container. @internal */
export const PROMETHEUS_PORT = 9090;
/** Where it listens: on the network of the dashboards alone, on which its page is published. @internal */
export const prometheusAddress = ({ names }: Pick<ClusterModel, 'names'>): string =>
  `${names.prometheus}.${names.dashboards}:${PROMETHEUS_PORT}`;
const MEMORY = Size.mebibytes(384);
const DATA = '/prometheus';

/**
 * What scrapes the servers and keeps what they say.
 *
 * @internal
 */
export class Prometheus extends Construct {
  public readonly container: Container;

  public constructor(scope: Construct, id: string, props: PrometheusProps) {
    super(scope, id);
    const { companion, address } = props;
    const { cluster } = companion;
    const { names } = cluster;
    this.container = serverContainer(this, cluster, {
      name: names.prometheus,
      role: 'service',
      image: props.image,
      command: [
        '/bin/prometheus',
        `--config.file=${PATHS.configuration}/${props.configurationFile}`,
        `--storage.tsdb.path=${DATA}`,
        `--storage.tsdb.retention.time=${props.retention.seconds}s`,
        `--storage.tsdb.retention.size=${props.retentionSize.mebibytes}MB`,
        `--web.listen-address=${prometheusAddress(cluster)}`,
        // A page of another origin, which somebody has open in the same browser, is told nothing.
        `--web.cors.origin=${literally(address)}`,
      ],
      memory: MEMORY,
      volumes: [
        { name: names.prometheusVolume, path: DATA, readOnly: false },
        { name: names.monitoringConfigurationVolume, path: PATHS.configuration, readOnly: true },
      ],
      networks: [names.monitoring, names.dashboards],
      ports: [{ ...props.endpoint, containerPort: PROMETHEUS_PORT }],
      health: listeningHealth(PROMETHEUS_PORT),
      labels: {},
    });
    companion.addService({ name: 'Prometheus', container: names.prometheus, memory: MEMORY.bytes, address });
  }
}

/** A regular expression for that text alone. */
const literally = (text: string): string => text.replace(/[^\w/]/g, '\\$&');
