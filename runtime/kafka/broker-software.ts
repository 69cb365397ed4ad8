import path from 'node:path';
import type Docker from 'dockerode';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import type { Violation } from '../../model/violation';
import { filesIn } from '../credentials/identity-files';
import { statusOf } from '../engine/engine';
import { Engines } from '../engine/engines';
import { internalPartitionViolations } from './internal-partitions';
import { propertyIn } from './properties-file';
import { type BrokerSoftware, versionChangeViolations } from './version-change';

/** What is wrong with replacing, one at a time, the brokers that there are by those that are declared. */
export async function runningBrokerViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const declared: BrokerSoftware = {
    version: manifest.kafkaVersion,
    interBrokerProtocol: manifest.interBrokerProtocol,
  };
  const violations = await Promise.all(
    manifest.brokers.map(async (broker) => {
      const { container } = broker;
      const running = await runningBroker(engines.of(container).getContainer(container));
      if (running === undefined) {
        return [];
      }
      const { version, properties } = running;
      const software = { version, interBrokerProtocol: propertyIn(properties, INTER_BROKER_PROTOCOL) };
      return [
        ...versionChangeViolations(container, software, declared),
        ...internalPartitionViolations(container, properties, broker),
      ];
    }),
  );
  return violations.flat();
}

/** What a broker's container was made for, and its properties file; undefined where there is none, or where nothing tells. */
async function runningBroker(
  container: Docker.Container,
): Promise<{ readonly version: string; readonly properties: string } | undefined> {
  try {
    const { Config } = await container.inspect();
    const version = versionOf(Config);
    const file = [Config.Entrypoint ?? []].flat().at(-1) ?? '';
    const files = await filesIn(await container.getArchive({ path: path.posix.dirname(file) }), [
      path.posix.basename(file),
    ]);
    return version === undefined
      ? undefined
      : { version, properties: files.get(path.posix.basename(file))?.toString('utf8') ?? '' };
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

/** By its label; one that was made before there was a label has the version in its image's tag. */
export const versionOf = ({
  Labels,
  Image,
}: Pick<Docker.ContainerInspectInfo['Config'], 'Labels' | 'Image'>): string | undefined =>
  Labels[LABELS.version] ?? /:(\d+\.\d+\.\d+)/.exec(Image)?.[1];
