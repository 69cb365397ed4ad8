import { quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import { resultOf, type Check, type CheckResult, type PartialResult } from '../context/check';
import { isWhole, viewPartitions } from '../../runtime/kafka/cluster-view';
import type { Send } from '../verification/delivery-verifier';
import { steadyProducer } from '../workload/load';
import type { ProofContext } from '../context/proof-context';
import { makeTopic } from '../workload/proof-topic';
import { compareReplicas, differenceViolation, onEveryReplica } from '../verification/replica-verifier';
import { dumpReplicas, segmentsOf, type Segment } from '../workload/replica-dump';
import { endsIn, rangesOf, type Range } from '../workload/topic-ranges';
import { counted } from '../../model/formats/counted';

const RECORDS_PER_PARTITION = 100;
/** Logs of declared topics are compared up to this size together; a proof is no backup check. */
const LARGEST_LOGS = 64 << 20;

/** Which declared topics can be compared: those that are not compacted, since replicas compact at different times, while small. */
export function comparable(
  topics: readonly { readonly name: string; readonly config: Readonly<Record<string, string>> }[],
  segments: readonly Segment[],
): { readonly names: readonly string[]; readonly leftOut: readonly string[] } {
  const names: string[] = [];
  const leftOut: string[] = [];
  let total = 0;
  for (const { name, config } of topics) {
    const bytes = segments.filter(({ topic }) => topic === name).reduce((sum, segment) => sum + segment.bytes, 0);
    if (config['cleanup.policy']?.includes('compact') || total + bytes > LARGEST_LOGS) {
      leftOut.push(name);
    } else {
      names.push(name);
      total += bytes;
    }
  }
  return { names, leftOut };
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const topic = await makeTopic(proof, 'replication');

  proof.say('writing records that every in-sync replica acknowledges');
  const sends = await write(proof, topic.name, topic.partitions);
  // No wait here: an acknowledged record is stored on every replica by now, not soon.
  proof.say('reading every replica’s log');
  const logs = await dumpReplicas(proof, [topic.name], ['--print-data-log']);
  const whole = (await viewPartitions(proof.admin, [topic.name])).every(isWhole);
  const ranges = await rangesOf(proof.kafka, topic.name, proof.signal);
  const own = [
    ...onEveryReplica(sends, logs, topic),
    ...compareReplicas(logs, endsIn(new Map([[topic.name, ranges]]))).map(differenceViolation),
  ];
  if (own.length > 0 && !whole) {
    return { verdict: 'unjudged', evidence: ['a replica fell out of sync meanwhile'], violations: own };
  }
  await topic.remove();

  proof.say('comparing the declared topics’ replicas');
  const declared = await compareDeclared(proof);
  const violations = [...own, ...declared.violations];
  const evidence = [
    `${counted(sends.length, 'record')} acknowledged with acks=all, on ${counted(topic.replicationFactor, 'replica')} ` +
      'with the same offsets and checksums',
    ...declared.evidence,
  ];
  return resultOf(violations, violations.length === 0 ? evidence : [], { records: sends.length });
}

/** Whatever the declared topics hold is the same on each of their replicas. */
async function compareDeclared(proof: ProofContext): Promise<PartialResult> {
  const declared = proof.manifest.topics.map(({ name }) => name);
  const segments = await segmentsOf(proof, declared);
  const { names, leftOut } = comparable(proof.manifest.topics, segments);
  // Before the logs: what consumers were let read by then must be on every replica in sync.
  const ranges = new Map<string, Range[]>();
  for (const name of names) {
    ranges.set(name, await rangesOf(proof.kafka, name, proof.signal));
  }
  const logs = await dumpReplicas(proof, names, []);
  // Only replicas in sync: one that lags is the business of another check.
  const views = names.length === 0 ? [] : await viewPartitions(proof.admin, names);
  const inSync = logs.filter(({ broker, topic, partition }) =>
    views.some((view) => view.topic === topic && view.partition === partition && view.isr.includes(broker)),
  );
  const batches = inSync.reduce((sum, log) => sum + log.batches.length, 0);
  return {
    violations: compareReplicas(inSync, endsIn(ranges)).map(differenceViolation),
    evidence: [
      `${names.join(', ')}: ${batches === 0 ? 'no records yet' : counted(batches, 'batch agrees', 'batches agree')} in ${counted(inSync.length, 'replica')}`,
      ...(leftOut.length > 0 ? [`not compared, being compacted or too large: ${leftOut.join(', ')}`] : []),
    ],
  };
}

async function write(proof: ProofContext, topic: string, partitions: number): Promise<Send[]> {
  const producer = steadyProducer(proof.kafka);
  const wait = {
    within: patient(30),
    awaiting: 'records to be acknowledged by all in-sync replicas',
    signal: proof.signal,
  } as const;
  try {
    await bounded(producer.connect(), wait);
    const sends: Send[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const values = Array.from({ length: RECORDS_PER_PARTITION }, (_, i) => `${partition}-${i}`);
      const [stored] = await bounded(
        producer.send({ topic, acks: -1, messages: values.map((value) => ({ value, partition })) }),
        wait,
      );
      const base = Number(stored?.baseOffset);
      sends.push(
        ...values.map((value, i): Send => ({ partition, value, outcome: 'acknowledged', offset: base + i, at: 0 })),
      );
    }
    return sends;
  } finally {
    await quietly(producer.disconnect());
  }
}

export const replication: Check = {
  name: 'replication',
  promise: 'a record that was acknowledged with acks=all lies on every replica, the same on each',
  needs: ['topic', 'container'],
  claim: 'works',
  run,
};
