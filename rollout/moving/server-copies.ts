import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { partitionName } from '../../model/moving/plan-moves';
import { Duration } from '../../model/units/duration';
import type { Violation } from '../../model/violation';
import { isWhole, type PartitionView, viewPartitions } from '../../runtime/kafka/cluster-view';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { agreedPartitions } from '../../runtime/kafka/placements';
import { standingAdministrator } from '../../runtime/kafka/standing-brokers';
import { until } from '../../runtime/wait';
import { KafkaTools } from './kafka-tools';
import { type MovingEnvironment, patienceFor, secondsOf } from './moving';
import { unplaceableViolations } from './unplaceable';

type Environment = Pick<MovingEnvironment, 'manifest' | 'clientsFolder' | 'throttle' | 'progress'>;

/** A cluster without some of its brokers. */
export const withoutBrokers = (manifest: ClusterManifest, ids: readonly number[]): ClusterManifest => ({
  ...manifest,
  brokers: manifest.brokers.filter(({ id }) => !ids.includes(id)),
});

/** How the copies of brokers that go to other hosts get there. */
export interface CopiesToTake {
  /** Whether the other brokers take all of them first. Otherwise each broker copies its own anew where it starts. */
  readonly areTaken: boolean;
  readonly violations: readonly Violation[];
}

/**
 * Whether brokers that stay can have all copies of those that go to another host, one after the other.
 *
 * @param leaving ids of those that go
 */
export async function copiesToTake(
  { manifest, clientsFolder }: Pick<Environment, 'manifest' | 'clientsFolder'>,
  leaving: readonly number[],
): Promise<CopiesToTake> {
  const others = withoutBrokers(manifest, leaving);
  if (leaving.length === 0 || others.brokers.length === 0) {
    return judgeCopies(others, leaving, []);
  }
  const kafka = await standingAdministrator(others, await clientsFolder(), { clientId: 'cdktf-kafka-hosts' });
  // A client that gets no connection says so in words of its own, and by its stack: it is asked anew, and told of as everything that is awaited.
  const partitions = await until(() => withAdmin(kafka, agreedPartitions), {
    within: Duration.seconds(60),
    awaiting: 'the brokers to agree where partitions are',
  });
  return judgeCopies(others, leaving, partitions);
}

/** See {@link copiesToTake}. */
export function judgeCopies(
  others: Pick<ClusterManifest, 'brokers' | 'topics'>,
  leaving: readonly number[],
  partitions: readonly PartitionView[],
): CopiesToTake {
  if (others.brokers.length > 0 && unplaceableViolations(others, partitions).length === 0) {
    return { areTaken: leaving.length > 0, violations: [] };
  }
  return {
    areTaken: false,
    violations: leaving.flatMap((id) => {
      const only = partitions.filter(
        ({ replicas, isr }) => replicas.includes(id) && isr.every((other) => other === id),
      );
      return only.length === 0
        ? []
        : [
            {
              code: 'OnlyCopyMoves',
              subject: `broker ${id}`,
              rule: 'every partition that it has must have another copy in sync, as the other brokers are too few to take its copies before it goes to another host',
              value: only.slice(0, 3).map(partitionName).join(', '),
              remedy:
                'declare one more broker, deploy, and run this again; or let these topics have more copies; nothing was changed',
            },
          ];
    }),
  };
}

/** How long a broker is waited for that copies anew all that it has. */
export async function patienceForBroker(environment: Environment, id: number): Promise<Duration> {
  const { manifest, clientsFolder, throttle } = environment;
  const clients = await clientsFolder();
  const kafka = await standingAdministrator(manifest, clients, { clientId: 'cdktf-kafka-hosts' });
  const partitions = await until(() => withAdmin(kafka, viewPartitions), {
    within: Duration.seconds(60),
    awaiting: 'the brokers to tell where partitions are',
  });
  const held = partitions.filter(({ replicas }) => replicas.includes(id));
  if (held.length === 0) {
    return patienceFor(0);
  }
  const sizes = await KafkaTools.during(manifest, clients, (tools) =>
    tools.sizes([...new Set(held.map(({ topic }) => topic))]),
  );
  return patienceFor(
    secondsOf(
      held.map(({ topic, partition }) => ({ topic, partition, added: [id] })),
      sizes,
      throttle,
    ),
  );
}

/** Waits until all copies of a broker are in sync. */
export async function awaitCopies(environment: Environment, id: number, within: Duration): Promise<void> {
  const { manifest, clientsFolder, progress } = environment;
  const clients = await clientsFolder();
  let said = 0;
  await until(
    async () => {
      // Others may have been told of it since.
      const kafka = await standingAdministrator(manifest, clients, { clientId: 'cdktf-kafka-hosts' });
      const behind = (await withAdmin(kafka, viewPartitions)).filter(
        (partition) => partition.replicas.includes(id) && !isWhole(partition),
      );
      if (behind.length > 0 && behind.length !== said) {
        said = behind.length;
        progress(`${counted(said, 'partition is', 'partitions are')} yet to be copied to broker ${id}`);
      }
      return behind.length === 0;
    },
    { within, awaiting: `broker ${id} to have all of its copies`, every: Duration.seconds(1) },
  );
}
