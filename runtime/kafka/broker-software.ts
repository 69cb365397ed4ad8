import path from 'node:path';
import type Docker from 'dockerode';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import type { Violation } from '../../model/violation';
import { filesIn } from '../credentials/identity-files';
import { statusOf } from '../engine/engine';
import { Engines } from '../engine/engines';
import { type BrokerSoftware, versionChangeViolations } from './version-change';

/** What is wrong with replacing, one at a time, the brokers that there are by those that are declared. */
export async function runningVersionViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const declared: BrokerSoftware = {
    version: manifest.kafkaVersion,
    interBrokerProtocol: manifest.interBrokerProtocol,
  };
  const violations = await Promise.all(
    manifest.brokers.map(async ({ container }) => {
      const running = await softwareOf(engines.of(container).getContainer(container));
      return running === undefined ? [] : versionChangeViolations(container, running, declared);
    }),
  );
  return violations.flat();
}

/** What a broker's container was made for; undefined where there is none, or where nothing tells. */
async function softwareOf(container: Docker.Container): Promise<BrokerSoftware | undefined> {
  try {
    const { Config } = await container.inspect();
    const version = versionOf(Config);
    const file = [Config.Entrypoint ?? []].flat().at(-1) ?? '';
    const files = await filesIn(await container.getArchive({ path: path.posix.dirname(file) }), [
      path.posix.basename(file),
    ]);
    return version === undefined
      ? undefined
      : { version, interBrokerProtocol: protocolIn(files.get(path.posix.basename(file))?.toString('utf8') ?? '') };
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

/** What a broker's properties file says of the protocol between brokers. */
export const protocolIn = (properties: string): string | undefined =>
  properties
    .split('\n')
    .find((line) => line.startsWith(`${INTER_BROKER_PROTOCOL}=`))
    ?.slice(INTER_BROKER_PROTOCOL.length + 1);
