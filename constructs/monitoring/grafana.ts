import path from 'node:path';
import { Construct } from 'constructs';
import { certificatePlan, volumeDigest } from '../../certs/plan';
import type { Companion } from '../../model/declaration/companion';
import type { Duration } from '../../model/units/duration';
import { ServerImage } from '../../model/cluster/image';
import { reserveHostPort } from '../cluster/cluster-registry';
import { adviseOnPasswords } from '../synthesis/exposure';
import { listeningHealth } from '../../model/files/health';
import { dashboardsOf } from '../../model/monitoring/dashboards';
import { GRAFANA_ADMINISTRATOR, GRAFANA_FILES, grafanaFolder } from '../../model/monitoring/grafana-files';
import { hostAndPort } from '../../model/names/host-endpoint';
import { LABELS } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';
import type { Container } from '../terraform/resources';
import type { ConfigurationFolder } from '../../model/formats/versioned-file';
import { Size } from '../../model/units/size';

/** What a cluster's Grafana is declared by. */
export interface GrafanaProps {
  /**
   * With `/usr/share/grafana`.
   *
   * @default - the official `grafana/grafana`
   */
  readonly image?: ServerImage;
  /**
   * Port on the host, from 1024.
   *
   * @default 3000
   */
  readonly hostPort?: number;
  /**
   * Address on the engine's host that the port is bound to. Another one is warned about at synth.
   *
   * @default `127.0.0.1`: passwords come to it unencrypted
   */
  readonly bindAddress?: string;
  /**
   * Another version means another password of the administrator, made at random in the engine.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
}

/** @internal */
export interface GrafanaPlacement {
  readonly companion: Companion;
  /** URL of Prometheus in the network of the dashboards. */
  readonly prometheus: string;
  readonly interval: Duration;
}

const PORT = 3000;
const HOME = '/usr/share/grafana';
const DATA = '/var/lib/grafana';
const SECRETS = '/etc/grafana/secrets';
const SERVICE = 'grafana';
const MEMORY = Size.mebibytes(512);

/**
 * Grafana with a cluster's dashboards. It keeps nothing: its database is in memory and made anew at every start, from files that
 * hold no secret and a password that it reads where the keytool step has made it.
 *
 * @internal
 */
export class Grafana extends Construct {
  /** URL on the engine's host. */
  public readonly address: string;
  /** What its volume must hold. */
  public readonly folder: ConfigurationFolder;
  public readonly image: ServerImage;
  public readonly container: Container;

  public constructor(scope: Construct, id: string, place: GrafanaPlacement, props: GrafanaProps) {
    super(scope, id);
    const { companion } = place;
    const { cluster } = companion;
    const { names, name: clusterName, store } = cluster;
    const hostPort = props.hostPort ?? PORT;
    const bindAddress = props.bindAddress ?? '127.0.0.1';
    const volume = names.servicePasswordVolume(SERVICE);
    this.address = `http://${hostAndPort(bindAddress, hostPort)}`;
    this.image = props.image ?? ServerImage.named('grafana/grafana:12.4.5');
    this.folder = grafanaFolder({
      clusterName,
      dashboards: dashboardsOf(store, cluster),
      prometheus: place.prometheus,
      interval: place.interval,
      address: this.address,
      port: PORT,
      configuration: PATHS.configuration,
      secrets: SECRETS,
    });
    companion.addPassword(this.node.path, SERVICE, props.passwordVersion ?? 1);
    reserveHostPort(this, cluster, { hostAddress: bindAddress, hostPort });
    adviseOnPasswords(this, bindAddress);
    const files = path.posix.join(PATHS.configuration, this.folder.name);
    this.container = serverContainer(this, cluster, {
      name: names.grafana,
      role: 'service',
      image: this.image.name,
      command: [
        `${HOME}/bin/grafana`,
        'server',
        `--homepath=${HOME}`,
        `--config=${path.posix.join(files, GRAFANA_FILES.settings)}`,
        '--packaging=docker',
      ],
      // The image has these in its environment, which counts for more than the file.
      environment: {
        GF_PATHS_DATA: DATA,
        GF_PATHS_LOGS: `${DATA}/log`,
        GF_PATHS_PLUGINS: `${DATA}/plugins`,
        GF_PATHS_PROVISIONING: path.posix.join(files, GRAFANA_FILES.provisioning),
      },
      memory: MEMORY,
      volumes: [
        { name: names.monitoringConfigurationVolume, path: PATHS.configuration, readOnly: true },
        { name: volume, path: SECRETS, readOnly: true },
      ],
      scratch: [DATA],
      networks: [names.dashboards],
      ports: [{ hostAddress: bindAddress, hostPort, containerPort: PORT }],
      health: listeningHealth(PORT),
      labels: { [LABELS.certificate]: volumeDigest(certificatePlan(companion.cluster), volume) },
    });
    companion.addService({
      name: 'Grafana',
      container: names.grafana,
      memory: MEMORY.bytes,
      address: this.address,
      login: { user: GRAFANA_ADMINISTRATOR, volume },
    });
  }
}
