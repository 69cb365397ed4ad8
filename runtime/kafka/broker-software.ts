import type Docker from 'dockerode';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import type { Violation } from '../../model/violation';
import { Engines } from '../engine/engines';
import { internalPartitionViolations } from './internal-partitions';
import { propertyIn } from './properties-file';
import { runningBroker } from './running-broker';
import { type BrokerSoftware, versionChangeViolations } from './version-change';

/** What is wrong with replacing, one at a time, the brokers that there are by those that are declared. */
export async function runningBrokerViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const declared: BrokerSoftware = {
    version: manifest.kafkaVersion,
    interBrokerProtocol: manifest.interBrokerProtocol,
  };
  const found = await Promise.all(
    manifest.brokers.map(async (broker) => ({
      broker,
      running: await runningBroker(engines.of(broker.container).getContainer(broker.container)),
    })),
  );
  const files = found.flatMap(({ running }) => running?.properties ?? []);
  const violations = found.map(({ broker, running }) => {
    const version = running && versionOf(running.config);
    if (running === undefined || version === undefined) {
      return [];
    }
    const { properties } = running;
    const software = { version, interBrokerProtocol: propertyIn(properties, INTER_BROKER_PROTOCOL) };
    return [
      ...versionChangeViolations(broker.container, software, declared),
      ...internalPartitionViolations(broker.container, properties, broker, files),
    ];
  });
  return violations.flat();
}

/** By its label; one that was made before there was a label has the version in its image's tag. */
export const versionOf = ({
  Labels,
  Image,
}: Pick<Docker.ContainerInspectInfo['Config'], 'Labels' | 'Image'>): string | undefined =>
  Labels[LABELS.version] ?? /:(\d+\.\d+\.\d+)/.exec(Image)?.[1];
