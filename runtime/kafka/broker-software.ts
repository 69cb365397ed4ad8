import type Docker from 'dockerode';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { versionInTag } from '../../model/cluster/image';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import type { Violation } from '../../model/violation';
import { Engines } from '../engine/engines';
import { loweredVersionViolations, NOTHING_RECORDED, type RecordedServers } from '../engine/lowered-version';
import { internalPartitionViolations } from './internal-partitions';
import { propertyIn } from './properties-file';
import { runningBroker } from './running-broker';
import { type BrokerSoftware, upgradeRoll, type UpgradeRoll, versionChangeViolations } from './version-change';

/**
 * What is wrong with replacing, one at a time, the brokers that there are by those that are declared.
 *
 * @param recorded what tells of the version instead of brokers that are all gone
 */
export async function runningBrokerViolations(
  manifest: ClusterManifest,
  recorded: RecordedServers = NOTHING_RECORDED,
): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const declared = declaredSoftware(manifest);
  const found = await Promise.all(
    manifest.brokers.map(async (broker) => ({
      broker,
      running: await runningBroker(engines.of(broker.container).getContainer(broker.container)),
    })),
  );
  const files = found.flatMap(({ running }) => running?.properties ?? []);
  const standing = found.flatMap(({ broker, running }) => {
    const version = running && versionOf(running.config);
    return running === undefined || version === undefined
      ? []
      : [{ broker, container: broker.container, version, properties: running.properties }];
  });
  // Where features have levels, brokers of any two lines speak by these.
  const byProtocol = manifest.metadata.features === undefined ? standing : [];
  const unjoinable = byProtocol.flatMap(({ container, version, properties }) =>
    versionChangeViolations(
      container,
      { version, interBrokerProtocol: propertyIn(properties, INTER_BROKER_PROTOCOL) },
      declared,
    ),
  );
  const running = standing.length > 0 ? standing : await recordedVersions(manifest, recorded);
  return [
    ...unjoinable,
    // What is not possible at all need not be asked for.
    ...(unjoinable.length > 0
      ? []
      : loweredVersionViolations('VersionLowered', { name: 'Kafka', declared: declared.version, running })),
    ...standing.flatMap(({ broker, container, properties }) =>
      internalPartitionViolations(container, properties, broker, files),
    ),
  ];
}

async function recordedVersions(
  { brokers }: Pick<ClusterManifest, 'brokers'>,
  recorded: RecordedServers,
): Promise<readonly { readonly container: string; readonly version: string }[]> {
  return (await recorded()).flatMap(({ name: container, image: Image, labels: Labels }) => {
    const version = versionOf({ Labels, Image });
    return version === undefined || brokers.every((broker) => broker.container !== container)
      ? []
      : [{ container, version }];
  });
}

/**
 * The roll of an upgrade that comes next, as the brokers say that there are, those too that are to leave.
 *
 * @returns undefined where there is none, or one roll does all
 */
export async function nextUpgradeRoll(manifest: ClusterManifest): Promise<UpgradeRoll | undefined> {
  if (manifest.metadata.features !== undefined) {
    return undefined;
  }
  const engines = new Engines(manifest);
  const listed = await engines.containers([`${LABELS.cluster}=${manifest.name}`, `${LABELS.role}=broker`]);
  const found = await Promise.all(listed.map(async ({ engine, Id }) => await runningBroker(engine.getContainer(Id))));
  const software = found.flatMap((running) => {
    const version = running && versionOf(running.config);
    return running === undefined || version === undefined
      ? []
      : [{ version, interBrokerProtocol: propertyIn(running.properties, INTER_BROKER_PROTOCOL) }];
  });
  const healthy = listed.filter(({ Status }) => Status.endsWith('(healthy)')).map(({ Names }) => Names[0]?.slice(1));
  return upgradeRoll(
    software,
    declaredSoftware(manifest),
    manifest.brokers.every(({ container }) => healthy.includes(container)),
  );
}

const declaredSoftware = (manifest: ClusterManifest): BrokerSoftware => ({
  version: manifest.kafkaVersion,
  interBrokerProtocol: manifest.interBrokerProtocol,
});

/** By its label; one that was made before there was a label has the version in its image's tag. */
export const versionOf = ({
  Labels,
  Image,
}: Pick<Docker.ContainerInspectInfo['Config'], 'Labels' | 'Image'>): string | undefined =>
  Labels[LABELS.version] ?? versionInTag(Image);
