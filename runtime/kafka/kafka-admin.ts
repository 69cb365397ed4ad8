import { Duration } from '../../model/units/duration';
import type { Admin, Kafka } from 'kafkajs';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { kafkaAs, type KafkaClientOptions } from './kafka-client';
import { bounded } from '../wait';

/** Name of the administrator: the user with every right who shows a certificate. */
export function administratorOf(manifest: ClusterManifest): string {
  const administrator = manifest.users.find(
    ({ superUser, authentication }) => superUser && authentication === 'certificate',
  );
  if (administrator === undefined) {
    throw new OperationError({
      code: 'AdministratorMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'must have a super user with a certificate',
      remedy: 'run npm run synth, which declares one',
    });
  }
  return administrator.name;
}

/** kafkajs as the administrator, over the published listener with certificates. */
export async function administrator(
  manifest: ClusterManifest,
  clients = 'out/clients',
  options: KafkaClientOptions = {},
): Promise<Kafka> {
  return kafkaAs(administratorOf(manifest), clients, options);
}

/** Runs `work` with a connected admin client, and always disconnects it. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await bounded(admin.connect(), { within: Duration.seconds(30), awaiting: 'the admin client to connect' });
    return await work(admin);
  } finally {
    await quietly(admin.disconnect());
  }
}

/** Ends a client's connections; what goes wrong in that changes nothing any more. */
export async function quietly(ending: Promise<unknown>): Promise<void> {
  try {
    await bounded(ending, { within: Duration.seconds(5), awaiting: 'a client to disconnect' });
  } catch {
    // The connection is gone either way.
  }
}
