import { Construct } from 'constructs';
import type { Companion } from '../../model/declaration/companion';
import { listeningHealth } from '../../model/files/health';
import { serverNodes } from '../../model/cluster/metadata-store';
import { dataVolume } from '../../model/names/names';
import { serverContainer } from '../containers/server-container';
import type { Container } from '../terraform/resources';
import { Size } from '../../model/units/size';

/** @internal */
export interface NodeExporterProps {
  readonly companion: Companion;
  readonly image: string;
}

/** Port that it listens on. @internal */
export const NODE_EXPORTER_PORT = 9100;
const MEMORY = Size.mebibytes(64);
/** The user that owns nothing. */
const NOBODY = 65534;

/**
 * How full the disks below the servers' volumes are, and what else the engine's machine has to spare.
 *
 * @internal
 */
export class NodeExporter extends Construct {
  public readonly container: Container;

  public constructor(scope: Construct, id: string, { companion, image }: NodeExporterProps) {
    super(scope, id);
    const { cluster } = companion;
    const { names } = cluster;
    this.container = serverContainer(this, cluster, {
      name: names.nodeExporter,
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
      volumes: serverNodes(cluster).map((node) => ({
        name: dataVolume(node),
        path: `/volumes/${node.container}`,
        readOnly: true,
      })),
      networks: [names.monitoring],
      health: listeningHealth(NODE_EXPORTER_PORT),
      labels: {},
    });
    companion.addService({ name: 'Disks', container: names.nodeExporter, memory: MEMORY.bytes });
  }
}
