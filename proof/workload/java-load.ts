import { OperationError } from '../../model/violation';
import { patient } from '../../runtime/patience';
import type { Wait } from '../../runtime/wait';
import type { Read, Send } from '../verification/delivery-verifier';
import type { ProofContext } from '../context/proof-context';
import type { ToolEvent, ToolProcess, ToolUser } from '../toolbox/tool-process';
import { sendOf, startVerifiableProducer, UNTOLD } from './verifiable-producer';

/**
 * Records a second. What a fault finds under way comes of the fault: sends pile up as soon as nobody answers them. More of them before it would
 * take processors from the servers that come back.
 */
const THROUGHPUT = 100;
/** Keys in turn for each partition, so that the producer's hash reaches all of them. */
const KEYS_PER_PARTITION = 16;

/** Kafka's defaults for a producer that never repeats itself; its patience is less, so that a server that is silent is left soon. */
const IDEMPOTENT = {
  'enable.idempotence': 'true',
  'max.in.flight.requests.per.connection': '5',
  'delivery.timeout.ms': '120000',
  'max.block.ms': '120000',
  'request.timeout.ms': '5000',
  'socket.connection.setup.timeout.ms': '2000',
  'socket.connection.setup.timeout.max.ms': '4000',
};

/**
 * The sends in the order in which VerifiableProducer made them: it counts upwards, after its prefix. One that is not acknowledged is given the
 * partition in which its value was found.
 */
export function inSendOrder(sends: readonly Send[], reads: readonly Pick<Read, 'partition' | 'value'>[]): Send[] {
  const found = new Map(reads.map(({ partition, value }) => [value, partition]));
  return sends
    .map((send) => ({ ...send, partition: send.partition === UNTOLD ? (found.get(send.value) ?? 0) : send.partition }))
    .sort((a, b) => numberIn(a) - numberIn(b));
}

function numberIn({ value }: Send): number {
  return Number(value.slice(value.lastIndexOf('.') + 1));
}

/**
 * A steady load on a topic by Kafka's own idempotent producer, VerifiableProducer, which tries again by itself: what is stored
 * twice or out of order is the cluster's doing.
 */
export class JavaLoad {
  /** In the order in which their outcomes became known. */
  public readonly sends: Send[] = [];
  /** When it began, milliseconds since the epoch. */
  public readonly began = Date.now();
  readonly #last = new Map<number, number>();
  #process: ToolProcess | undefined;

  private constructor() {
    // Made by start().
  }

  public static async start(
    proof: ToolUser & Pick<ProofContext, 'manifest'>,
    topic: string,
    partitions: number,
    user?: string,
  ): Promise<JavaLoad> {
    const load = new JavaLoad();
    load.#process = await startVerifiableProducer(proof, {
      user,
      topic,
      throughput: THROUGHPUT,
      repeatingKeys: KEYS_PER_PARTITION * partitions,
      settings: IDEMPOTENT,
      hear: (event, at) => {
        load.hear(event, at);
      },
    });
    return load;
  }

  /** When the last send to a partition was acknowledged, milliseconds since the load began. */
  public lastAcknowledged(partition: number): number | undefined {
    return this.#last.get(partition);
  }

  /** Waits for a condition that the load brings about. That the producer ends before is its own failure, not the cluster's. */
  public async until(condition: () => boolean, wait: Wait): Promise<void> {
    if (this.#process === undefined) {
      throw new Error('the load has not been started');
    }
    await this.#process.until(condition, wait);
  }

  /** Ends the load, and waits until the outcome of everything that was sent is known. */
  public async stop(): Promise<void> {
    // As long as the producer may take over a record.
    await this.#process?.stop(patient(150));
    const sent = Number(this.#process?.events.find(({ name }) => name === 'tool_data')?.['sent']);
    if (sent !== this.sends.length) {
      throw new OperationError({
        code: 'OutcomesMissing',
        subject: 'Kafka’s VerifiableProducer',
        rule: 'must tell what became of each of its sends',
        value: `${this.sends.length} of ${sent}`,
        remedy: 'run the proof again',
      });
    }
  }

  private hear(event: ToolEvent, at: number): void {
    const send = sendOf(event, at - this.began);
    if (send === undefined) {
      return;
    }
    this.sends.push(send);
    if (send.outcome === 'acknowledged') {
      this.#last.set(send.partition, send.at);
    }
  }
}
