import { counted } from '../../model/formats/counted';
import type { Violation } from '../../model/violation';
import { administrator } from '../../runtime/kafka/kafka-admin';
import { awaitHealthyCluster } from '../context/cluster-health';
import { resultOf, type CheckResult, type PartialResult } from '../context/check';
import type { PartitionView } from '../../runtime/kafka/cluster-view';
import { readTopics } from './assigned-reader';
import { inSendOrder, JavaLoad } from './java-load';
import {
  verifyDelivery,
  longestStall,
  type DeliveryVerdict,
  type Read,
  type Send,
} from '../verification/delivery-verifier';
import { Load, wasRefused } from './load';
import { DeliveryLog, readEntries } from './delivery-log';
import { withoutTolerated, violationsByKind, type ToleratedViolation } from '../verification/delivery-violations';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic, type ProofTopic } from './proof-topic';
import type { ReplicaLog } from '../verification/replica-log';
import { compareReplicas, differenceViolation, onEveryReplica } from '../verification/replica-verifier';
import { dumpReplicas } from './replica-dump';
import { settleAll } from '../context/settle-all';
import { endsIn, rangesOf, type Range } from './topic-ranges';
import { patient } from '../../runtime/patience';

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
export class DeliveryScenario {
  private constructor(
    public readonly proof: ProofContext,
    /** Name of the check. */
    public readonly check: string,
    public readonly topics: { readonly kafkajs: ProofTopic; readonly java: ProofTopic },
    private readonly loads: { readonly kafkajs: Load; readonly java: JavaLoad },
    private readonly unwatch: () => Promise<void>,
    private readonly tolerated: ToleratedViolation | undefined,
  ) {}

  /**
   * Runs `work` under both loads, then verifies what became of every record.
   *
   * @param tolerated What is counted and told, but breaks no promise of this check. Default: nothing, every violation counts.
   */
  public static async run(
    proof: ProofContext,
    check: string,
    work: (scenario: DeliveryScenario) => Promise<PartialResult>,
    tolerated?: ToleratedViolation,
  ): Promise<CheckResult> {
    // A cluster that is not whole yet would be hurt, and nothing learned.
    await awaitHealthyCluster(proof, patient(60));
    const deliveryLog = await DeliveryLog.begin(proof, check);
    const scenario = await DeliveryScenario.begin(proof, check, tolerated);
    const { kafkajs, java } = scenario.loads;
    let reads: Reads = { kafkajs: [], java: [] };
    const keep = () =>
      deliveryLog.keep([
        ...kafkajs.sends.map((send) => ({ client: 'kafkajs', ...send })),
        ...java.sends.map((send) => ({ client: 'java', ...send })),
        ...readEntries(reads.kafkajs).map((entry) => ({ client: 'kafkajs', ...entry })),
        ...readEntries(reads.java).map((entry) => ({ client: 'java', ...entry })),
      ]);
    let found: PartialResult;
    let verified: PartialResult;
    try {
      await scenario.awaitFlow(0);
      await proof.claim('disrupts');
      found = await work(scenario);
      await scenario.stop();
      // The cluster is whole: the next check may prepare while this one reads, and disrupt servers once it has. The logs on disk need no server.
      await proof.claim('works');
      const ranges = await scenario.ranges();
      const readBack = async (): Promise<void> => {
        reads = await scenario.read(ranges);
        await proof.claim('verifies');
      };
      const [logs] = await settleAll([scenario.dump(ranges), readBack()]);
      verified = scenario.verify(reads, ranges, logs);
    } catch (error) {
      await keep();
      throw error;
    } finally {
      proof.timeline.sends(check, kafkajs.began, kafkajs.sends);
      proof.timeline.sends(check, java.began, java.sends);
    }
    const violations = [...found.violations, ...verified.violations];
    if (violations.length > 0) {
      await keep();
    }
    return resultOf(violations, [...found.evidence, ...verified.evidence], { ...found.figures, ...verified.figures });
  }

  private static async begin(
    proof: ProofContext,
    check: string,
    tolerated: ToleratedViolation | undefined,
  ): Promise<DeliveryScenario> {
    const { manifest, clients, timeline, cleanup } = proof;
    const config = { 'min.insync.replicas': String(manifest.brokers.length > 2 ? 2 : 1) };
    const [ofKafkajs, ofJava] = await settleAll([
      makeTopic(proof, `${check}-kafkajs`, config),
      makeTopic(proof, `${check}-java`, config),
    ]);
    const unwatch = cleanup.push('the scenario no longer watched', timeline.watch(check, ofKafkajs.name));
    const sender = await administrator(manifest, clients, { clientId: PROOF_NAME, requestTimeoutMs: LOAD_PATIENCE_MS });
    const load = new Load(sender, ofKafkajs.name, ofKafkajs.partitions);
    cleanup.push('the load stopped', () => load.stop());
    const java = await JavaLoad.start(proof, ofJava.name, ofJava.partitions);
    return new DeliveryScenario(
      proof,
      check,
      { kafkajs: ofKafkajs, java: ofJava },
      { kafkajs: load, java },
      unwatch,
      tolerated,
    );
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
        { within: patient(60), awaiting: 'an acknowledgement in every partition', signal: this.proof.signal },
      ),
    );
  }

  /** Longest stall between two instants, in milliseconds since the epoch, in those of the partitions that are the scenario's. */
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
    // What comes after it belongs to another check.
    await this.unwatch();
  }

  /** Everything that lies in the topics, by a client that is none of the producers. */
  private async read(ranges: ReadonlyMap<string, readonly Range[]>): Promise<Reads> {
    const { proof } = this;
    const reads = await readTopics(await proof.toolbox(), proof.manifest, ranges);
    const of = ({ name }: ProofTopic): readonly Read[] => reads.get(name) ?? [];
    return { kafkajs: of(this.topics.kafkajs), java: of(this.topics.java) };
  }

  /** What lies in the topics on every broker: all that consumers were let read before. */
  private async dump(ranges: ReadonlyMap<string, readonly Range[]>): Promise<ReplicaLog[]> {
    this.proof.say('reading everything back with Kafka’s Java client, and every replica’s log');
    return await dumpReplicas(this.proof, [...ranges.keys()], ['--print-data-log']);
  }

  /** What consumers were let read by now, and so what has to lie on every replica. */
  private async ranges(): Promise<ReadonlyMap<string, readonly Range[]>> {
    const names = [this.topics.kafkajs.name, this.topics.java.name];
    const { kafka, signal } = this.proof;
    return new Map(await Promise.all(names.map(async (name) => [name, await rangesOf(kafka, name, signal)] as const)));
  }

  /** What was acknowledged must have been read, and lie in every replica's log. */
  private verify(reads: Reads, ranges: ReadonlyMap<string, readonly Range[]>, logs: ReplicaLog[]): PartialResult {
    const { topics, loads } = this;
    const sent = { kafkajs: loads.kafkajs.sends, java: inSendOrder(loads.java.sends, reads.java) };
    const verdicts = {
      kafkajs: verifyDelivery(sent.kafkajs, reads.kafkajs),
      java: verifyDelivery(sent.java, reads.java, { idempotent: true }),
    };
    const differences = compareReplicas(logs, endsIn(ranges));
    return {
      violations: [
        ...this.loadViolations(topics.kafkajs, sent.kafkajs, verdicts.kafkajs, logs),
        ...this.loadViolations(topics.java, sent.java, verdicts.java, logs),
        ...differences.map(differenceViolation),
      ],
      evidence: [
        `kafkajs: ${describe(verdicts.kafkajs)}, ${verdicts.kafkajs.duplicates} stored twice`,
        `Kafka’s idempotent producer: ${describe(verdicts.java)}, ` +
          `${verdicts.java.duplicates} stored twice, ${count(verdicts.java, 'reordered')} out of order`,
        ...(this.tolerated !== undefined && count(verdicts.java, this.tolerated.kind) > 0
          ? [this.tolerated.because]
          : []),
        ...(differences.length === 0
          ? [`the logs of ${counted(topics.java.replicationFactor, 'replica')} agree in offsets and checksums`]
          : []),
      ],
      figures: {
        acknowledgedRecords: verdicts.kafkajs.acknowledged + verdicts.java.acknowledged,
        lostRecords: count(verdicts.kafkajs, 'lost') + count(verdicts.java, 'lost'),
        duplicateRecords: verdicts.java.duplicates,
      },
    };
  }

  private loadViolations(
    topic: ProofTopic,
    sends: readonly Send[],
    verdict: DeliveryVerdict,
    logs: ReplicaLog[],
  ): Violation[] {
    return [
      ...violationsByKind(withoutTolerated(verdict.violations, this.tolerated), `topic ${topic.name}`),
      ...onEveryReplica(sends, logs, topic),
    ];
  }
}

interface Reads {
  readonly kafkajs: readonly Read[];
  readonly java: readonly Read[];
}

function describe(verdict: DeliveryVerdict): string {
  return (
    `${counted(verdict.acknowledged, 'record')} acknowledged, ${count(verdict, 'lost')} lost; ` +
    `${verdict.unknown} unknown (${verdict.unknownStored} of them stored), ${verdict.failed} refused or not sent`
  );
}

function count(verdict: DeliveryVerdict, kind: DeliveryVerdict['violations'][number]['kind']): number {
  return verdict.violations.filter((violation) => violation.kind === kind).length;
}
