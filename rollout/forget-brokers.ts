import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { askAnyBroker } from '../runtime/kafka/administrator-connection';
import { unregisterBroker } from '../runtime/kafka/broker-registration';
import { viewCluster } from '../runtime/kafka/cluster-view';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import { standingAdministrator } from '../runtime/kafka/standing-brokers';
import { until } from '../runtime/wait';

/** Which of the brokers that leave a quorum has to be told of; none where brokers are known by their sessions alone. */
export const brokersToForget = (
  leaving: readonly number[],
  { metadata, brokers }: Pick<ClusterManifest, 'metadata' | 'brokers'>,
): readonly number[] =>
  metadata.controllers === undefined ? [] : leaving.filter((broker) => brokers.every(({ id }) => id !== broker));

/**
 * Has the quorum forget brokers that have been taken away. It would count them as fenced for ever, and put copies on them when too few others live.
 *
 * @param clientsFolder folder of all users' files, once the administrator's are in it
 * @throws TimedOut when the quorum does not within half a minute
 */
export async function forgetBrokers(
  leaving: readonly number[],
  manifest: ClusterManifest,
  clientsFolder: () => Promise<string>,
): Promise<void> {
  const gone = brokersToForget(leaving, manifest);
  if (gone.length === 0) {
    return;
  }
  const clients = await clientsFolder();
  const kafka = await standingAdministrator(manifest, clients, { clientId: 'cdktf-kafka-retirement' });
  for (const broker of gone) {
    await until(
      async () => {
        const { brokers } = await withAdmin(kafka, viewCluster);
        const others = [...brokers].filter(([id]) => id !== broker).map(([, address]) => address);
        await askAnyBroker(
          { manifest, clients },
          others,
          (frames) => unregisterBroker(frames, broker),
          'no broker hands it on to the quorum',
        );
        return true;
      },
      { within: Duration.seconds(30), awaiting: `the quorum to forget broker ${broker}, which has left` },
    );
  }
}
