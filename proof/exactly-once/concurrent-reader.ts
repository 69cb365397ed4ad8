import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import type { ProofContext } from '../context/proof-context';
import { ToolProcess } from '../toolbox/tool-process';
import { nameGroup } from '../workload/consumer-group';
import type { ProofTopic } from '../workload/proof-topic';

/** What Kafka's VerifiableConsumer calls a record. */
export const READ_ALONG = 'record_data';

/** Kafka's own consumer for system tests, which reads committed records while they are made. */
export async function startReader(proof: ProofContext, output: ProofTopic): Promise<ToolProcess> {
  const administrator = administratorOf(proof.manifest);
  const toolbox = await proof.toolbox();
  return await ToolProcess.start(proof, 'kafka-verifiable-consumer', [
    ...['--bootstrap-server', internalBootstrap(proof.manifest, administrator)],
    ...['--consumer.config', await toolbox.propertiesOf(administrator, { 'isolation.level': 'read_committed' })],
    ...['--topic', output.name, '--group-id', nameGroup(proof, 'exactly-once-reader')],
    ...['--session-timeout', '6000', '--reset-policy', 'earliest', '--verbose'],
  ]);
}
