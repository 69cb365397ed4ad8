import { Construct } from 'constructs';
import { certificatePlan, volumeDigest } from '../../certs/plan';
import type { Companion } from '../../model/declaration/companion';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { listeningHealth } from '../../model/files/health';
import { LABELS } from '../../model/names/names';
import { PATHS, STORE_FILES } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';
import type { Container } from '../terraform/resources';
import { Size } from '../../model/units/size';

/** @internal */
export interface KafkaExporterProps {
  readonly companion: Companion;
  readonly image: string;
  /** `host:port` of the brokers' listener that it connects to by mutual TLS. */
  readonly bootstrapServers: readonly string[];
}

/** Port that it listens on. @internal */
export const KAFKA_EXPORTER_PORT = 9308;
const MEMORY = Size.mebibytes(128);

/**
 * How far consumer groups are behind, and when certificates expire.
 *
 * @internal
 */
export class KafkaExporter extends Construct {
  public readonly container: Container;

  public constructor(scope: Construct, id: string, { companion, image, ...props }: KafkaExporterProps) {
    super(scope, id);
    const { cluster } = companion;
    const { names } = cluster;
    const volume = names.serviceVolume(companion.user);
    this.container = serverContainer(this, cluster, {
      name: names.exporter,
      role: 'service',
      image,
      command: ['node', '--max-old-space-size=64', '/opt/exporter/exporter.js'],
      environment: {
        LISTEN: `${names.exporter}.${names.monitoring}:${KAFKA_EXPORTER_PORT}`,
        BOOTSTRAP_SERVERS: props.bootstrapServers.join(','),
        CERTIFICATES_OF: servedAddresses(cluster).join(','),
        IDENTITY: PATHS.kafka.secrets,
        KEYSTORE: STORE_FILES.keystore,
        KEYSTORE_PASSWORD: STORE_FILES.keystorePassword,
        AUTHORITY: STORE_FILES.authority,
        ENDS: STORE_FILES.ends,
      },
      memory: MEMORY,
      volumes: [{ name: volume, path: PATHS.kafka.secrets, readOnly: true }],
      networks: [names.monitoring, names.clients],
      health: listeningHealth(KAFKA_EXPORTER_PORT),
      // It reads its certificate when it starts.
      labels: { [LABELS.certificate]: volumeDigest(certificatePlan(companion.cluster), volume) },
    });
    companion.addService({ name: 'Lag and certificates', container: names.exporter, memory: MEMORY.bytes });
  }
}

/** Where brokers serve a certificate on the clients network. */
const servedAddresses = ({ listeners, brokers }: ClusterModel): readonly string[] =>
  listeners
    .filter(({ scope, protocol }) => scope !== 'replication' && isEncrypted(protocol))
    .flatMap((listener) => brokers.map((broker) => `${broker.node.clientsHost}:${listener.portOf(broker)}`));
