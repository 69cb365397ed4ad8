import type { Kafka } from 'kafkajs';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { CleanupStack } from '../../../proof/context/cleanup-stack';
import { longestStall, verifyDelivery, type DeliveryVerdict } from '../../../proof/verification/delivery-verifier';
import { inSendOrder, JavaLoad } from '../../../proof/workload/java-load';
import { Load, wasRefused } from '../../../proof/workload/load';
import { openEngine, removeContainer, sweepHelpers } from '../../../runtime/engine/engine';
import { Engines } from '../../../runtime/engine/engines';
import { kafkaAs } from '../../../runtime/kafka/kafka-client';
import { Toolbox } from '../../../runtime/toolbox/toolbox';
import { recordsOf } from '../../integ/support/records';

const apartFrom = (cluster: string): string => `${cluster}-writers`;

/** Takes away what writes to a cluster, also what a run has left that was killed. */
export const sweepWriters = (cluster: string): Promise<unknown> => sweepHelpers(openEngine(), apartFrom(cluster));

/** Longer than any of these tests. */
const LIFETIME_SECONDS = 3_600;

/** Where the two of them write. */
export interface WrittenTopics {
  readonly kafkajs: string;
  readonly java: string;
  /** Of each. */
  readonly partitions: number;
}

/** What became of one client's records. */
export interface WriterVerdict extends DeliveryVerdict {
  /** Why sends failed of which it is certain that nothing was stored. */
  readonly refused: readonly string[];
  /** Why sends failed, of which nothing is certain, that tell of a login, a certificate or a right that a broker did not accept. */
  readonly turnedAway: readonly string[];
  /** The longest time without an acknowledgement in one partition between two instants, milliseconds. */
  readonly longestStall: (from: number, to: number) => number;
}

export type Verdicts = Readonly<Record<'kafkajs' | 'java', WriterVerdict>>;

/**
 * Whether an error's reason tells of a login, a certificate or a right that is not accepted, as kafkajs, Node.js and Java's client word it; a
 * login amid which a broker has gone tells of nothing.
 */
export const isTurnedAway = (reason: string): boolean =>
  /authenti|authori|sasl|ssl|cert|signature/i.test(reason) && !/timed out|closed|ECONN|not connected/i.test(reason);

/** Two clients that write all the time: kafkajs, which sends each record once, and Kafka's own idempotent producer. */
export class TwoWriters {
  private constructor(
    private readonly kafka: Kafka,
    private readonly topics: WrittenTopics,
    private readonly loads: { readonly kafkajs: Load; readonly java: JavaLoad },
    private readonly cleanup: CleanupStack,
  ) {}

  /**
   * @param kafka as the administrator, who reads what they have written
   * @param clients folder with the users' files, which they read once, now
   * @param user whom they log in as; the administrator otherwise
   */
  public static async start(
    kafka: Kafka,
    manifest: ClusterManifest,
    clients: string,
    topics: WrittenTopics,
    user?: string,
  ): Promise<TwoWriters> {
    const cleanup = new CleanupStack();
    const engines = new Engines(manifest);
    const environment = { engines, engine: engines.own, clients, signal: new AbortController().signal };
    // Under another name: commands sweep away what tools of the cluster they find that are older than their own may be.
    const apart = { manifest: { ...manifest, name: apartFrom(manifest.name) }, lifetimeSeconds: LIFETIME_SECONDS };
    const toolbox = await Toolbox.start({ ...environment, ...apart, role: 'tools' }, (id) => {
      cleanup.push('the container of the idempotent producer removed', () => removeContainer(engines.own, id));
    });
    const tools = { manifest, cleanup, toolbox: () => Promise.resolve(toolbox) };
    const java = await JavaLoad.start(tools, topics.java, topics.partitions, user);
    const writing = user === undefined ? kafka : await kafkaAs(user, clients);
    const kafkajs = new Load(writing, topics.kafkajs, topics.partitions);
    return new TwoWriters(kafka, topics, { kafkajs, java }, cleanup);
  }

  /** Ends both, and holds what they were told against what is stored. */
  public async stop(): Promise<Verdicts> {
    const { kafkajs, java } = this.loads;
    try {
      await Promise.all([kafkajs.stop(), java.stop()]);
      const ofKafkajs = await recordsOf(this.kafka, this.topics.kafkajs);
      const ofJava = await recordsOf(this.kafka, this.topics.java);
      return {
        kafkajs: { ...verifyDelivery(kafkajs.sends, ofKafkajs), ...sendsIn(kafkajs, this.topics.partitions) },
        java: {
          ...verifyDelivery(inSendOrder(java.sends, ofJava), ofJava, { idempotent: true }),
          ...sendsIn(java, this.topics.partitions),
        },
      };
    } finally {
      await this.cleanup.runAll();
    }
  }
}

function sendsIn(
  { sends, began }: Pick<Load, 'sends' | 'began'>,
  partitions: number,
): Pick<WriterVerdict, 'refused' | 'turnedAway' | 'longestStall'> {
  return {
    longestStall: (from, to) =>
      Math.max(
        ...Array.from({ length: partitions }, (_, partition) =>
          longestStall(sends, partition, from - began, to - began),
        ),
      ),
    refused: sends.filter(wasRefused).map(({ reason }) => reason ?? ''),
    turnedAway: sends.flatMap(({ reason = '' }) => (isTurnedAway(reason) ? [reason] : [])),
  };
}
