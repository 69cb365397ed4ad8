import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { nameGroup } from './consumer-group';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import type { Read } from '../verification/delivery-verifier';
import type { ProofContext } from '../context/proof-context';
import type { ProofTopic } from './proof-topic';
import { ToolProcess } from '../toolbox/tool-process';
import { patient } from '../../runtime/patience';

const STRING = 'org.apache.kafka.common.serialization.StringDeserializer';

/** How Kafka's Java consumer gets records as text. */
export const TEXT = { 'key.deserializer': STRING, 'value.deserializer': STRING };

/** The records of which a reader told in events of a name. */
export function readsIn({ events }: Pick<ToolProcess, 'events'>, name: string): Read[] {
  return events
    .filter((event) => event['name'] === name)
    .map(({ partition, offset, value }) => ({
      partition: Number(partition),
      offset: Number(offset),
      value: String(value),
    }));
}

/**
 * Reads all committed records of a topic with Kafka's Java client. It goes on until its position is the end of every partition, over
 * aborted records and the ends of transactions, which no count of records would tell: that it ended well says that it saw everything.
 */
export async function readCommitted(proof: ProofContext, topic: ProofTopic): Promise<Read[]> {
  const administrator = administratorOf(proof.manifest);
  const toolbox = await proof.toolbox();
  const properties = await toolbox.propertiesOf(administrator, {
    'bootstrap.servers': internalBootstrap(proof.manifest, administrator),
    'group.id': nameGroup(proof, 'committed-reader'),
    'isolation.level': 'read_committed',
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': 'false',
    ...TEXT,
  });
  const reader = await ToolProcess.startJava(proof, 'ProcessingConsumer', [properties, topic.name, '0', 'inline']);
  await reader.end(patient(90), proof.signal);
  return readsIn(reader, 'processed');
}
