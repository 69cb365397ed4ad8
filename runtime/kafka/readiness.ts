import type { Kafka } from 'kafkajs';
import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { quietly } from './kafka-admin';
import { standingAdministrator } from './standing-brokers';
import { until } from '../wait';

export interface AwaitBrokersOptions {
  /** How long at most, such as `120s`. */
  readonly within: Duration;
  /** Where `fetchClients` wrote. Default `out/clients`. */
  readonly clientsFolder?: string;
  readonly signal?: AbortSignal;
}

/**
 * Waits until every broker of the manifest answers, and is registered, as the administrator sees over mutual TLS. One that has died stays
 * registered until its session ends.
 */
export async function awaitBrokers(manifest: ClusterManifest, options: AwaitBrokersOptions): Promise<void> {
  const asked = manifest.brokers.map(async (broker) => {
    const alone = { ...manifest, brokers: [broker] };
    await awaitRegistered(await standingAdministrator(alone, options.clientsFolder, { retries: 0 }), manifest, options);
  });
  await Promise.all(asked);
}

/** The same, as somebody sees whose client it is. */
export async function awaitRegistered(
  kafka: Kafka,
  manifest: ClusterManifest,
  options: Pick<AwaitBrokersOptions, 'within' | 'signal'>,
): Promise<void> {
  const expected = manifest.brokers.map(({ id }) => id);
  await until(
    async () => {
      // A new client for each try: none holds on to what an earlier one knew.
      const admin = kafka.admin();
      try {
        await admin.connect();
        const { brokers } = await admin.describeCluster();
        return expected.every((id) => brokers.some(({ nodeId }) => nodeId === id));
      } finally {
        await quietly(admin.disconnect());
      }
    },
    {
      within: options.within,
      awaiting: `brokers ${expected.join(', ')} of cluster ${manifest.name} registered`,
      every: Duration.milliseconds(100),
      signal: options.signal,
    },
  );
}
