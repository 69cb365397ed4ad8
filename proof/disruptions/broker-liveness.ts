import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { bounded } from '../../runtime/wait';

/**
 * A broker answers for the configuration of its own id alone: asked at its advertised address, it proves who it is, and that it
 * lives now, which the metadata believe of a dead one until its session ends.
 */
export async function pingBroker(admin: Admin, id: number, signal: AbortSignal): Promise<void> {
  await bounded(
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.BROKER, name: String(id), configNames: ['broker.id'] }],
    }),
    { within: '15s', awaiting: `broker ${id} to answer for its own configuration`, signal },
  );
}
