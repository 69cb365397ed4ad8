import type { FeatureLevels, MetadataFeatures } from '../../model/cluster/metadata-store';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { compareLines } from '../../model/units/version';
import type { Violation } from '../../model/violation';
import { ask, ifThere } from '../engine/engine';
import { Engines } from '../engine/engines';
import { messageOf } from '../wait';
import { versionOf } from './broker-software';
import { featureLevels } from './feature-levels';
import { askStandingBroker } from './standing-brokers';

/** A server that is there, and the version that it was made as. */
export interface ServerVersion {
  readonly container: string;
  readonly version: string;
}

/**
 * What is wrong with the features that a cluster is to use, as its servers stand: all of these must know them before, and what is in use
 * stays in use.
 *
 * @param clients folder of all users' files, once the administrator's are in it
 */
export async function featureViolations(
  manifest: ClusterManifest,
  clients: () => Promise<string>,
): Promise<readonly Violation[]> {
  const { features } = manifest.metadata;
  if (features === undefined) {
    return [];
  }
  const servers = await standingServers(manifest);
  const aheadOf = aheadViolations(features, servers);
  const isNewer = (line: string): boolean => servers.some(({ version }) => compareLines(version, line) > 0);
  // Nobody uses what none of them knows.
  if (aheadOf.length > 0 || !isNewer(features.line)) {
    return aheadOf;
  }
  try {
    const used = await usedFeatures(manifest, await clients());
    return loweredViolations(manifest, features, used);
  } catch (error) {
    // Servers that stay of their line know what they use, whatever that is.
    return isNewer(manifest.kafkaVersion) ? [unknownUse(manifest, messageOf(error))] : [];
  }
}

/** The levels that a cluster's features are at. */
export async function usedFeatures(manifest: ClusterManifest, clients: string): Promise<FeatureLevels> {
  return await askStandingBroker({ manifest, clients }, featureLevels, 'no broker tells which features are in use');
}

/** Features that have yet to rise to what is declared. */
export const featuresToRaise = (declared: FeatureLevels, used: FeatureLevels): FeatureLevels =>
  Object.fromEntries(Object.entries(declared).filter(([name, level]) => (used[name] ?? 0) < level));

/** Servers that don't know yet what is to be used. */
export function aheadViolations({ line }: MetadataFeatures, servers: readonly ServerVersion[]): readonly Violation[] {
  return servers
    .filter(({ version }) => compareLines(version, line) < 0)
    .map(({ container, version }) => ({
      code: 'FeaturesAhead',
      subject: container,
      rule: `must be of Kafka ${line} before the cluster uses what that can do: servers come first, and can be undone, and features by a deployment of their own`,
      value: version,
      remedy: `declare Metadata.kraft({ features: KafkaVersion.of('${version}') }) with the new version and deploy that, then take features away: no server was touched`,
    }));
}

/** Features that are in use already, and would not be any more. */
export function loweredViolations(
  { name, kafkaVersion }: Pick<ClusterManifest, 'name' | 'kafkaVersion'>,
  { line, levels }: MetadataFeatures,
  used: FeatureLevels,
): readonly Violation[] {
  const above = Object.entries(levels).filter(([feature, level]) => (used[feature] ?? 0) > level);
  return above.length === 0
    ? []
    : [
        {
          code: 'FeaturesLowered',
          subject: `cluster ${name}`,
          rule: `must not go back to the features of Kafka ${line}: what newer ones have written would not be read`,
          value: above.map(([feature, level]) => `${feature} ${String(used[feature])} to be ${level}`).join(', '),
          remedy: `declare the version whose features it uses, and no features below it (with ${kafkaVersion}, or newer): no server was touched`,
        },
      ];
}

const unknownUse = ({ name }: ClusterManifest, why: string): Violation => ({
  code: 'FeaturesUntold',
  subject: `cluster ${name}`,
  rule: 'must tell which features are in use, before servers of an earlier line take the place of others: they might not know them',
  value: why,
  remedy: 'have a broker run, or declare the version that its servers have: no server was touched',
});

/** Brokers and controllers that are there, whether they run or not. */
async function standingServers(manifest: ClusterManifest): Promise<readonly ServerVersion[]> {
  const engines = new Engines(manifest);
  const names = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  const found = await Promise.all(
    names.map(async (container) => {
      const config = (await ask(`container ${container}`, ifThere(engines.container(container).inspect())))?.Config;
      const version = config && versionOf(config);
      return version === undefined ? [] : [{ container, version }];
    }),
  );
  return found.flat();
}
