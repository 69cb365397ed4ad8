import { Construct } from 'constructs';
import type { Companion } from '../../model/declaration/companion';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { listeningHealth } from '../../model/files/health';
import { serverNodes } from '../../model/cluster/metadata-store';
import { dataVolume } from '../../model/names/names';
import { hasSeveralHosts, hostNameOf, type Placement, placementOf, wordOf } from '../../model/placement/placement';
import { serverContainer } from '../containers/server-container';
import type { Container } from '../terraform/resources';
import { Size } from '../../model/units/size';

/** @internal */
export interface NodeExporterProps {
  readonly companion: Companion;
  readonly image: string;
  /** The host that it watches, and runs on. */
  readonly host: Placement;
}

/** Port that it listens on. @internal */
export const NODE_EXPORTER_PORT = 9100;
const MEMORY = Size.mebibytes(64);
/** The user that owns nothing. */
const NOBODY = 65534;

/** What its container on a host is called. @internal */
export const nodeExporterOn = ({ names, engine }: Pick<ClusterModel, 'names' | 'engine'>, host: Placement): string =>
  host.engine === engine ? names.nodeExporter : names.nodeExporterOn(wordOf(host));

/**
 * How full the disks below the volumes of a host's servers are, and what else its machine has to spare.
 *
 * @internal
 */
export class NodeExporter extends Construct {
  public readonly container: Container;

  public constructor(scope: Construct, id: string, { companion, image, host }: NodeExporterProps) {
    super(scope, id);
    const { cluster } = companion;
    const name = nodeExporterOn(cluster, host);
    this.container = serverContainer(this, cluster, {
      name,
      role: 'service',
      image,
      // Not the servers' user: it asks how full the disk below a volume is, and can't read what is in it.
      user: NOBODY,
      command: [
        '/bin/node_exporter',
        '--collector.disable-defaults',
        ...['filesystem', 'cpu', 'meminfo', 'loadavg'].map((collector) => `--collector.${collector}`),
        `--web.listen-address=:${NODE_EXPORTER_PORT}`,
      ],
      memory: MEMORY,
      volumes: serverNodes(cluster)
        .filter(({ container }) => placementOf(cluster, container).engine === host.engine)
        .map((node) => ({
          name: dataVolume(node),
          path: `/volumes/${node.container}`,
          readOnly: true,
        })),
      networks: [cluster.names.monitoring],
      health: listeningHealth(NODE_EXPORTER_PORT),
      labels: {},
    });
    companion.addService({
      name: hasSeveralHosts(cluster) ? `Disks of ${hostNameOf(host)}` : 'Disks',
      ...{ container: name, memory: MEMORY.bytes },
    });
  }
}
