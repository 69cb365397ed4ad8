import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames, LABELS } from '../../model/names/names';
import type { Placement } from '../../model/placement/placement';
import { Duration } from '../../model/units/duration';
import { OperationError, type Violation } from '../../model/violation';
import { migrationRefusals } from '../../rollout/migration/migration-refusals';
import { identityViolations } from '../../runtime/credentials/hand-over-identity';
import { removeContainer } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import type { RecordedServers } from '../../runtime/engine/lowered-version';
import { runningMetadataViolations } from '../../runtime/engine/metadata-software';
import { featureViolations } from '../../runtime/kafka/feature-changes';
import { runningBrokerViolations } from '../../runtime/kafka/broker-software';
import type { PartitionView } from '../../runtime/kafka/cluster-view';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { agreedPartitions } from '../../runtime/kafka/placements';
import { standingAdministrator } from '../../runtime/kafka/standing-brokers';
import { explain, until } from '../../runtime/wait';
import { type Rehearsal, rehearse } from './rehearsal';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';

/** What was seen of a cluster that stands. */
export interface Seen extends Rehearsal {
  /** What is wrong with replacing the servers that run, one at a time. */
  readonly servers: readonly Violation[];
}

/**
 * Looks at what {@link checkStandingCluster} judges, and touches nothing.
 *
 * @param firstHost the host that has what is no server, where that is not the first one yet
 * @throws OperationError `StepFailed` when something could not be looked at
 */
export async function seeStandingCluster(
  workspace: Workspace,
  manifest: ClusterManifest,
  firstHost?: Placement,
): Promise<Seen> {
  const recorded: RecordedServers = () =>
    new Terraform(workspace, manifest.stacks.cluster).recorded('docker_container');
  const [rehearsal, ...servers] = await Promise.all([
    rehearse(workspace, manifest, firstHost),
    runningBrokerViolations(manifest, recorded),
    runningMetadataViolations(manifest, recorded),
    featureViolations(manifest, () => Promise.resolve(workspace.clients)),
    migrationRefusals(manifest, 'first', () => Promise.resolve(workspace.clients)),
    identityViolations(manifest),
  ]);
  return { ...rehearsal, servers: servers.flat() };
}

/**
 * What is declared must fit what stands: the data in the volumes, the authorities that servers and users trust, the version that
 * brokers run. A broker that has lost its records goes on where the cluster says that each has another copy.
 *
 * @param options `go`: whether a deployment follows, and not just a look at one; `moved`: containers of servers that come from another host, and begin
 * with nothing
 * @returns what is good to know
 * @throws OperationError `EnsembleResized`, `DataVolumeLost`, `AuthorityLost`, `AuthorityExchanged`, `RealmLost`, `RealmExchanged`, `VersionNotJoinable`, `VersionLowered`, `MetadataVersionLowered`, `FeaturesAhead`,
 * `FeaturesLowered`, `FeaturesUntold`, `InternalPartitionsChanged`, `MigrationNotReady`, `MigrationWaits`
 */
export async function checkStandingCluster(
  workspace: Workspace,
  manifest: ClusterManifest,
  { violations, notes, servers }: Seen,
  { go, moved = [] }: { readonly go: boolean; readonly moved?: readonly string[] },
): Promise<readonly string[]> {
  const lost = manifest.brokers.filter(
    ({ container }) => !moved.includes(container) && violations.some((each) => isLossOf(container, each)),
  );
  const elsewhere = lost.length === 0 ? undefined : await partitionsOf(workspace, manifest);
  const copied = lost
    .filter(
      ({ id }) =>
        elsewhere && partitionsWithoutCopy(elsewhere, new Set(lost.map((broker) => broker.id)), id).length === 0,
    )
    .map(({ container }) => container);
  OperationError.throwIfAny([
    ...servers,
    ...violations.filter(
      (each) =>
        ![...copied, ...moved].some((container) => isLossOf(container, each)) &&
        // The deployment has it become so before it goes on.
        each.code !== 'QuorumNotDynamic',
    ),
  ]);
  if (go) {
    for (const container of copied) {
      await letStartEmpty(manifest, container);
    }
  }
  return [
    ...notes,
    ...copied.map((container) => `${container} has lost its data, and copies all partitions from the others`),
  ];
}

const isLossOf = (container: string, { code, subject }: Violation): boolean =>
  code === 'DataVolumeLost' && subject === container;

/** Those that nobody but brokers that are lost has all of. */
export function partitionsWithoutCopy(
  partitions: readonly PartitionView[],
  lost: ReadonlySet<number>,
  broker: number,
): readonly PartitionView[] {
  return partitions.filter(({ replicas, isr }) => replicas.includes(broker) && isr.every((id) => lost.has(id)));
}

/** Of all topics, as the brokers that run say; undefined when none answers, or a partition has no leader left, of which kafkajs tells nothing. */
async function partitionsOf(
  workspace: Workspace,
  manifest: ClusterManifest,
): Promise<readonly PartitionView[] | undefined> {
  try {
    const kafka = await standingAdministrator(manifest, workspace.clients, { retries: 0 });
    return await until(
      async () => {
        const admin = kafka.admin();
        try {
          await admin.connect();
          const partitions = await agreedPartitions(admin);
          // A broker that has just started knows none yet.
          return partitions?.length === 0 ? undefined : partitions;
        } finally {
          await quietly(admin.disconnect());
        }
      },
      { within: Duration.seconds(15), awaiting: 'a broker that says which copies there are' },
    );
  } catch (error) {
    explain(error);
    return undefined;
  }
}

/** What a person would do by hand, who knows that there are copies. */
export async function letStartEmpty(manifest: ClusterManifest, container: string): Promise<void> {
  await noteInConfiguration(manifest, `.start-empty-${container}`, container);
}

/** Makes an empty file in the volume of the servers' configuration, by which the step there is told something; on the host of a server. */
export async function noteInConfiguration(
  manifest: ClusterManifest,
  note: string,
  container = manifest.brokers[0]?.container ?? '',
): Promise<void> {
  const engine = new Engines(manifest).of(container);
  const helper = await engine.createContainer({
    Image: manifest.images.kafka,
    Entrypoint: ['touch', `/configuration/${note}`],
    Cmd: [],
    User: '0:0',
    Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: 'fetch' },
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [
        { Type: 'volume', Source: new ClusterNames(manifest.name).configurationVolume, Target: '/configuration' },
      ],
    },
  });
  try {
    await helper.start();
    await helper.wait();
  } finally {
    await removeContainer(engine, helper.id);
  }
}
