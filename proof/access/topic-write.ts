import type { Kafka } from 'kafkajs';
import type { ManifestTopic, ManifestUser } from '../../model/manifest/manifest';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import type { ProofContext } from '../context/proof-context';
import { steadyProducer } from '../workload/load';
import { refusal, WAIT_SECONDS } from './access-attempt';

/**
 * No number of acknowledgements that Kafka knows. It looks at the right to write first and at this number before it
 * appends (KafkaApis, ReplicaManager), so its answer tells about the right, and no record is left on a declared topic.
 */
const NO_SUCH_ACKS = 2;
const STOPPED_BY_ACKS = 'INVALID_REQUIRED_ACKS';

/** What a write comes to, which leaves nothing behind either way. */
export async function tryWrite(
  proof: ProofContext,
  kafka: Kafka,
  user: ManifestUser,
  topic: ManifestTopic,
): Promise<string> {
  const producer = steadyProducer(kafka);
  const wait = {
    within: patient(WAIT_SECONDS),
    awaiting: `${user.name} to write ${topic.name}`,
    signal: proof.signal,
  } as const;
  try {
    await bounded(producer.connect(), wait);
    await bounded(
      producer.send({ topic: topic.name, acks: NO_SUCH_ACKS, messages: [{ value: `${proof.run}: a right` }] }),
      wait,
    );
    return 'acknowledged with no such acks';
  } catch (error) {
    return writeAnswer(refusal(error));
  } finally {
    await quietly(producer.disconnect());
  }
}

/** What the error of a write means that no cluster can carry out. */
export function writeAnswer(reason: string): string {
  return reason === STOPPED_BY_ACKS ? 'allowed' : reason;
}
