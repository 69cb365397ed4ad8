import type { Violation } from '../../model/violation';
import { administrator } from '../../runtime/kafka/kafka-admin';
import { awaitWhole } from '../disruptions/cluster-health';
import { resultOf, type CheckResult } from '../context/check';
import type { PartitionView } from '../../runtime/kafka/cluster-view';
import { readAll } from './console-reader';
import { inSendOrder, JavaLoad } from './java-load';
import { judge, longestStall, type Judgement, type Read, type Send } from '../verification/delivery-verifier';
import { Load, wasRefused } from './load';
import { Logbook, readEntries } from './delivery-log';
import { breaking, offenceViolations, type Told } from '../verification/delivery-violations';
import { PROOF_NAME, type Proof } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic, type ProofTopic } from './proof-topic';
import { compareReplicas, type ReplicaLog } from '../verification/replica-log';
import { differenceViolation, dump, onEveryReplica } from '../verification/replicas';
import { together } from '../context/settle-all';
import { endsIn, rangesOf } from './topic-ranges';

/** What a part of a trial found. */
export interface Found {
  readonly violations: readonly Violation[];
  readonly evidence: readonly string[];
  readonly figures?: Readonly<Record<string, number>>;
}

/** Longest time without an acknowledgement, milliseconds, as each client saw it. */
export interface Stall {
  readonly kafkajs: number;
  readonly java: number;
}

/** Above the time that a broker may take over a request to it. */
const LOAD_PATIENCE_MS = 6_000;

/**
 * What happens to a cluster, under the eyes of two clients: kafkajs, which sends everything once and decides on acknowledged
 * loss, and Kafka's own idempotent producer, which decides on duplicates and order as well. Each has a topic of its own with a
 * replica on as many brokers as there are, up to three.
 */
export class Trial {
  private constructor(
    public readonly proof: Proof,
    /** Name of the check. */
    public readonly check: string,
    public readonly topics: { readonly kafkajs: ProofTopic; readonly java: ProofTopic },
    private readonly loads: { readonly kafkajs: Load; readonly java: JavaLoad },
    private readonly told: Told | undefined,
  ) {}

  /**
   * Runs `work` under both loads, then judges what became of every record.
   *
   * @param told What is counted and told, but breaks no promise of this check. Default: nothing, every offence is a fault.
   */
  public static async run(
    proof: Proof,
    check: string,
    work: (trial: Trial) => Promise<Found>,
    told?: Told,
  ): Promise<CheckResult> {
    // A cluster that is not whole yet would be hurt, and nothing learned.
    await awaitWhole(proof, '60s');
    const logbook = await Logbook.begin(proof, check);
    const trial = await Trial.begin(proof, check, told);
    const { kafkajs, java } = trial.loads;
    let reads: Reads = { kafkajs: [], java: [] };
    const keep = () =>
      logbook.keep([
        ...kafkajs.sends.map((send) => ({ client: 'kafkajs', ...send })),
        ...java.sends.map((send) => ({ client: 'java', ...send })),
        ...readEntries(reads.kafkajs).map((entry) => ({ client: 'kafkajs', ...entry })),
        ...readEntries(reads.java).map((entry) => ({ client: 'java', ...entry })),
      ]);
    let found: Found;
    let judged: Found;
    try {
      await trial.awaitFlow(0);
      found = await work(trial);
      await trial.stop();
      reads = await trial.read();
      judged = await trial.judge(reads);
    } catch (error) {
      await keep();
      throw error;
    } finally {
      proof.timeline.sends(check, kafkajs.began, kafkajs.sends);
      proof.timeline.sends(check, java.began, java.sends);
    }
    const violations = [...found.violations, ...judged.violations];
    if (violations.length > 0) {
      await keep();
    }
    return resultOf(violations, [...found.evidence, ...judged.evidence], { ...found.figures, ...judged.figures });
  }

  private static async begin(proof: Proof, check: string, told: Told | undefined): Promise<Trial> {
    const { manifest, clients, timeline, undo } = proof;
    const config = { 'min.insync.replicas': String(manifest.brokers.length > 2 ? 2 : 1) };
    const [ofKafkajs, ofJava] = await together([
      makeTopic(proof, `${check}-kafkajs`, config),
      makeTopic(proof, `${check}-java`, config),
    ]);
    undo.note('the trial no longer watched', timeline.watch(check, ofKafkajs.name));
    const sender = await administrator(manifest, clients, { clientId: PROOF_NAME, requestTimeoutMs: LOAD_PATIENCE_MS });
    const load = new Load(sender, ofKafkajs.name, ofKafkajs.partitions);
    undo.note('the load stopped', () => load.stop());
    const java = await JavaLoad.start(proof, ofJava.name, ofJava.partitions);
    return new Trial(proof, check, { kafkajs: ofKafkajs, java: ofJava }, { kafkajs: load, java }, told);
  }

  /** Waits until each client had an acknowledgement in every partition after an instant, in milliseconds since the epoch. */
  public async awaitFlow(instant: number): Promise<void> {
    await this.awaitAcknowledgements(instant, [this.loads.kafkajs, this.loads.java]);
  }

  /**
   * The same for Kafka's own client alone. kafkajs takes the word of the first broker that it reaches, also of one that is cut off
   * from the others and knows of nothing, because it minds no leader epochs (KIP-320); it goes on when that broker is back.
   */
  public async awaitJavaFlow(instant: number): Promise<void> {
    await this.awaitAcknowledgements(instant, [this.loads.java]);
  }

  private async awaitAcknowledgements(instant: number, loads: readonly (Load | JavaLoad)[]): Promise<void> {
    const partitions = Array.from({ length: this.topics.java.partitions }, (_, partition) => partition);
    await promised(
      this.loads.java.until(
        () =>
          partitions.every((partition) =>
            loads.every((load) => load.began + (load.lastAcknowledged(partition) ?? -Infinity) > instant),
          ),
        { within: '60s', awaiting: 'an acknowledgement in every partition', signal: this.proof.signal },
      ),
    );
  }

  /** Longest stall between two instants, in milliseconds since the epoch, in those of the partitions that are the trial's. */
  public stall(partitions: readonly PartitionView[], from: number, to: number): Stall {
    const { kafkajs, java } = this.loads;
    const longest = (topic: ProofTopic, sends: readonly Send[], began: number): number =>
      Math.max(
        0,
        ...partitions
          .filter((view) => view.topic === topic.name)
          .map(({ partition }) => longestStall(sends, partition, from - began, to - began)),
      );
    return {
      kafkajs: longest(this.topics.kafkajs, kafkajs.sends, kafkajs.began),
      java: longest(this.topics.java, java.sends, java.began),
    };
  }

  /** Sends that a broker definitely refused after an instant, in milliseconds since the epoch. */
  public refusedSince(instant: number): number {
    return this.countSince(wasRefused, instant);
  }

  /** Sends that were acknowledged after an instant, in milliseconds since the epoch. */
  public acknowledgedSince(instant: number): number {
    return this.countSince(({ outcome }) => outcome === 'acknowledged', instant);
  }

  private countSince(wanted: (send: Send) => boolean, instant: number): number {
    return Object.values(this.loads).flatMap(({ began, sends }: { began: number; sends: readonly Send[] }) =>
      sends.filter((send) => wanted(send) && began + send.at >= instant),
    ).length;
  }

  private async stop(): Promise<void> {
    this.proof.say('waiting for the outcome of every send');
    await Promise.all([this.loads.kafkajs.stop(), this.loads.java.stop()]);
  }

  /** Everything that lies in the topics, by a client that is none of the producers. */
  private async read(): Promise<Reads> {
    const { proof } = this;
    proof.say('reading everything back with Kafka’s console consumer');
    const toolbox = await proof.toolbox();
    const of = async ({ name }: ProofTopic): Promise<Read[]> =>
      readAll(toolbox, proof.manifest, name, await rangesOf(proof.kafka, name, proof.signal));
    return { kafkajs: await of(this.topics.kafkajs), java: await of(this.topics.java) };
  }

  /** What was acknowledged must have been read, and lie in every replica's log. */
  private async judge(reads: Reads): Promise<Found> {
    const { proof, topics, loads } = this;
    proof.say('comparing every replica’s log');
    const names = [topics.kafkajs.name, topics.java.name];
    const ranges = new Map(
      await Promise.all(names.map(async (name) => [name, await rangesOf(proof.kafka, name, proof.signal)] as const)),
    );
    const logs = await dump(proof, names, ['--print-data-log']);
    const sent = { kafkajs: loads.kafkajs.sends, java: inSendOrder(loads.java.sends, reads.java) };
    const judgements = {
      kafkajs: judge(sent.kafkajs, reads.kafkajs),
      java: judge(sent.java, reads.java, { idempotent: true }),
    };
    const differences = compareReplicas(logs, endsIn(ranges));
    return {
      violations: [
        ...this.loadViolations(topics.kafkajs, sent.kafkajs, judgements.kafkajs, logs),
        ...this.loadViolations(topics.java, sent.java, judgements.java, logs),
        ...differences.map(differenceViolation),
      ],
      evidence: [
        `kafkajs: ${describe(judgements.kafkajs)}, ${judgements.kafkajs.duplicates} stored twice`,
        `Kafka’s idempotent producer: ${describe(judgements.java)}, ` +
          `${judgements.java.duplicates} stored twice, ${count(judgements.java, 'reordered')} out of order`,
        ...(this.told !== undefined && count(judgements.java, this.told.kind) > 0 ? [this.told.because] : []),
        ...(differences.length === 0
          ? [`the logs of all ${topics.java.replicationFactor} replicas agree in offsets and checksums`]
          : []),
      ],
      figures: {
        acknowledgedRecords: judgements.kafkajs.acknowledged + judgements.java.acknowledged,
        lostRecords: count(judgements.kafkajs, 'lost') + count(judgements.java, 'lost'),
        duplicateRecords: judgements.java.duplicates,
      },
    };
  }

  private loadViolations(
    topic: ProofTopic,
    sends: readonly Send[],
    judgement: Judgement,
    logs: ReplicaLog[],
  ): Violation[] {
    return [
      ...offenceViolations(breaking(judgement.offences, this.told), `topic ${topic.name}`),
      ...onEveryReplica(sends, logs, topic),
    ];
  }
}

interface Reads {
  readonly kafkajs: readonly Read[];
  readonly java: readonly Read[];
}

function describe(judgement: Judgement): string {
  return (
    `${judgement.acknowledged} records acknowledged, ${count(judgement, 'lost')} lost; ` +
    `${judgement.unknown} unknown (${judgement.unknownStored} of them stored), ${judgement.failed} refused or not sent`
  );
}

function count(judgement: Judgement, kind: Judgement['offences'][number]['kind']): number {
  return judgement.offences.filter((offence) => offence.kind === kind).length;
}
