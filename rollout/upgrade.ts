import type { Admin } from 'kafkajs';
import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { viewCluster } from '../runtime/kafka/cluster-view';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import { agreedPartitions } from '../runtime/kafka/placements';
import { spokenProtocols } from '../runtime/kafka/spoken-protocol';
import { standingAdministrator } from '../runtime/kafka/standing-brokers';
import { isSameLine } from '../runtime/kafka/version-change';
import { until } from '../runtime/wait';
import { unmetConditionWithout } from './availability';

/**
 * Awaits that the first roll of an upgrade has ended well: every broker is there, all copies are in sync, and each broker says by itself
 * that it speaks the protocol which all of them know.
 *
 * @throws OperationError `TimedOut`
 */
export async function awaitFirstRoll(
  manifest: ClusterManifest,
  { protocol, clients }: { readonly protocol: string; readonly clients: string },
): Promise<void> {
  const kafka = await standingAdministrator(manifest, clients, { retries: 0 });
  const ids = manifest.brokers.map(({ id }) => id);
  await until(
    () =>
      withAdmin(kafka, async (admin) => {
        const unmet = await unmetCondition(admin, ids, protocol);
        if (unmet !== undefined) {
          throw new Error(`awaiting ${unmet}`);
        }
        return true;
      }),
    {
      within: Duration.seconds(Math.max(300, 60 + (manifest.startSeconds ?? 0))),
      awaiting: `every broker to have all of its copies, and to speak protocol ${protocol}`,
      every: Duration.milliseconds(500),
    },
  );
}

async function unmetCondition(admin: Admin, ids: readonly number[], protocol: string): Promise<string | undefined> {
  const { brokers } = await viewCluster(admin);
  const partitions = await agreedPartitions(admin);
  const unmet =
    partitions === undefined
      ? 'every broker to know every partition'
      : unmetConditionWithout(undefined, { declared: ids, registered: brokers, partitions });
  if (unmet !== undefined) {
    return unmet;
  }
  const spoken = await spokenProtocols(admin, ids);
  const others = ids.filter((id) => !isSameLine(spoken.get(id) ?? '', protocol));
  return others.length === 0 ? undefined : `broker ${others.join(', ')} to speak protocol ${protocol}`;
}
