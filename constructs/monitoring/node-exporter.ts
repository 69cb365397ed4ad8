import type { Container } from '@cdktf/provider-docker/lib/container';
import { Construct } from 'constructs';
import type { KafkaCluster } from '../cluster/cluster';
import { listeningHealth } from '../../model/files/health';
import { serverNodes } from '../../model/cluster/metadata-store';
import { dataVolume } from '../../model/names/names';
import { serverContainer } from '../containers/server-container';
import { Size } from '../../model/units/size';

/** @internal */
export interface NodeExporterProps {
  readonly cluster: KafkaCluster;
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

  public constructor(scope: Construct, id: string, { cluster, image }: NodeExporterProps) {
    super(scope, id);
    const { model } = cluster;
    const { names } = model;
    this.container = serverContainer(this, model, {
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
      volumes: serverNodes(model).map((node) => ({
        name: dataVolume(node),
        path: `/volumes/${node.container}`,
        readOnly: true,
      })),
      networks: [names.monitoring],
      health: listeningHealth(NODE_EXPORTER_PORT),
      labels: {},
    });
    cluster.addService({ name: 'Disks', container: names.nodeExporter, memory: MEMORY.bytes });
  }
}
