import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import type { Send } from '../verification/delivery-verifier';
import type { ProofContext } from '../context/proof-context';
import { ToolProcess, type ToolEvent, type ToolUser } from '../toolbox/tool-process';

export interface VerifiableProducerOptions {
  /**
   * Whom it logs in as.
   *
   * @default - the administrator
   */
  readonly user?: string;
  readonly topic: string;
  /** What each value begins with, before a dot and its number. */
  readonly prefix?: number;
  /** Values a second. Default: as fast as it goes. */
  readonly throughput?: number;
  /** How many values; without it, it goes on until it is stopped. */
  readonly values?: number;
  /** Producer settings beside those of the login. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How many keys the values take in turn. Default: none has a key. */
  readonly repeatingKeys?: number;
  /** Hears what becomes of each value as it comes. */
  readonly hear?: (event: ToolEvent, at: number) => void;
}

/** Starts Kafka's own producer for system tests. It says of every value whether it was acknowledged, and where. */
export async function startVerifiableProducer(
  proof: ToolUser & Pick<ProofContext, 'manifest'>,
  { topic, prefix, throughput = -1, values = -1, settings = {}, repeatingKeys, hear, ...as }: VerifiableProducerOptions,
): Promise<ToolProcess> {
  const user = as.user ?? administratorOf(proof.manifest);
  const toolbox = await proof.toolbox();
  // The program itself sets retries to 0, which would end a producer's idempotence.
  const properties = await toolbox.propertiesOf(user, { retries: '2147483647', ...settings });
  const args = [
    ...['--bootstrap-server', internalBootstrap(proof.manifest, user), '--producer.config', properties],
    ...['--topic', topic, '--acks', '-1', '--throughput', String(throughput), '--max-messages', String(values)],
    ...(prefix === undefined ? [] : ['--value-prefix', String(prefix)]),
    ...(repeatingKeys === undefined ? [] : ['--repeating-keys', String(repeatingKeys)]),
  ];
  return await ToolProcess.start(proof, 'kafka-verifiable-producer', args, hear);
}

/** How many values were acknowledged so far. */
export function acknowledgedBy(producer: Pick<ToolProcess, 'count'>): number {
  return producer.count('producer_send_success');
}

/** Errors after which a record is certainly not stored, although the producer tries again by itself. */
const REFUSALS = /\.(TopicAuthorization|ClusterAuthorization|RecordTooLarge|InvalidTopic)Exception$/;

/** A send that failed is told without its partition. */
export const UNTOLD = -1;

/** What became of a send, if that is what an event of VerifiableProducer tells. */
export function sendOf(event: ToolEvent, at: number): Send | undefined {
  const value = String(event['value']);
  switch (event['name']) {
    case 'producer_send_success':
      return {
        value,
        outcome: 'acknowledged',
        partition: Number(event['partition']),
        offset: Number(event['offset']),
        at,
      };
    case 'producer_send_error': {
      const exception = String(event['exception']);
      return {
        value,
        partition: UNTOLD,
        outcome: REFUSALS.test(exception) ? 'failed' : 'unknown',
        at,
        reason: `${exception.replace(/^class /, '')}: ${String(event['message'])}`,
      };
    }
    default:
      return undefined;
  }
}

/** What became of each value, in the order in which the producer learned of it. */
export function sendsOf(events: readonly ToolEvent[]): Send[] {
  return events.flatMap((event) => sendOf(event, Number(event['timestamp'])) ?? []);
}
