import { Duration } from '../../model/units/duration';
import type { Violation } from '../../model/violation';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { readAll } from '../workload/assigned-reader';
import { countDuplicates, type DuplicateCount } from '../verification/duplicate-count';
import { inSendOrder } from '../workload/java-load';
import { verifyDelivery, type DeliveryViolationKind, type Read, type Send } from '../verification/delivery-verifier';
import { DeliveryLog, readEntries } from '../workload/delivery-log';
import { violationsByKind } from '../verification/delivery-violations';
import { pauseServer } from '../disruptions/outage';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic } from '../workload/proof-topic';
import { settleAll } from '../context/settle-all';
import { rangesOf } from '../workload/topic-ranges';
import type { ToolProcess } from '../toolbox/tool-process';
import { acknowledgedBy, sendsOf, startVerifiableProducer } from '../workload/verifiable-producer';

/** How long a producer waits for an acknowledgement before it cuts the connection and sends again: far below a broker's session. */
const PATIENCE_MS = 1_000;
/** Values a second: several are under way whenever the connection is cut. */
const RATE = 20;
/** What Kafka's producer logs when a connection was cut over a record that it sends again. */
const CUT = /Disconnected from node \d+ due to timeout/;

type Kind = 'idempotent' | 'plain';
const PREFIXES: Readonly<Record<Kind, number>> = { idempotent: 1, plain: 2 };

/** What one producer was told, and what lies in the log of it. */
interface Trace {
  readonly sends: readonly Send[];
  readonly reads: readonly Read[];
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const deliveryLog = await DeliveryLog.begin(proof, 'idempotence');
  if (proof.manifest.brokers.length < 2) {
    return { verdict: 'unjudged', evidence: [], violations: [noFollower(proof.manifest.name)] };
  }
  await awaitHealthyCluster(proof, patient(60));
  const topic = await makeTopic(proof, 'idempotence', {}, 1);
  proof.say('starting two of Kafka’s producers, with idempotence and without');
  const producers = {
    idempotent: await start(proof, topic.name, 'idempotent'),
    plain: await start(proof, topic.name, 'plain'),
  };
  await flow(proof, producers, patient(40));
  const cutMs = await cut(proof, topic.name, producers);
  await flow(proof, producers, patient(60));
  await proof.claim('works');
  await Promise.all([producers.idempotent.stop(), producers.plain.stop()]);

  proof.say('counting what is stored');
  const reads = await readAll(
    await proof.toolbox(),
    proof.manifest,
    topic.name,
    await rangesOf(proof.kafka, topic.name, proof.signal),
  );
  const [idempotent, plain] = [
    trace(producers.idempotent, 'idempotent', reads),
    trace(producers.plain, 'plain', reads),
  ];
  const result = verifyIdempotence(idempotent, plain, `topic ${topic.name}`, cutMs);
  if (result.verdict !== 'pass') {
    await deliveryLog.keep([...idempotent.sends, ...plain.sends, ...readEntries(reads)]);
  }
  await topic.remove();
  return result;
}

async function start(proof: ProofContext, topic: string, kind: Kind): Promise<ToolProcess> {
  return await startVerifiableProducer(proof, {
    topic,
    prefix: PREFIXES[kind],
    throughput: RATE,
    settings: {
      'enable.idempotence': String(kind === 'idempotent'),
      'request.timeout.ms': String(PATIENCE_MS),
      'delivery.timeout.ms': '120000',
    },
  });
}

/** Waits until both producers were acknowledged something, from now on. */
async function flow(
  proof: ProofContext,
  producers: Readonly<Record<Kind, ToolProcess>>,
  within: Duration,
): Promise<void> {
  await promised(
    Promise.all(
      Object.values(producers).map(async (producer) => {
        const before = acknowledgedBy(producer);
        await producer.until(() => acknowledgedBy(producer) > before + RATE / 4, {
          within,
          awaiting: 'an acknowledgement of every producer',
          signal: proof.signal,
        });
      }),
    ).then(() => undefined),
  );
}

/**
 * Cuts the connections between send and acknowledgement: the leader goes on storing what it gets, while its followers stand still, so that
 * it may not acknowledge anything. The producers lose patience, cut the connection and send again what is stored already.
 */
async function cut(
  proof: ProofContext,
  topic: string,
  producers: Readonly<Record<Kind, ToolProcess>>,
): Promise<number> {
  await proof.claim('disrupts');
  const [partition] = await viewPartitions(proof.admin, [topic]);
  const followers = (partition?.replicas ?? []).filter((id) => id !== partition?.leader);
  proof.say(
    `pausing the followers ${followers.join(' and ')}, so that leader ${partition?.leader ?? '?'} acknowledges nothing`,
  );
  const ended = proof.timeline.fault('idempotence', `followers ${followers.join(', ')} paused`);
  const from = Date.now();
  const outages = await settleAll(followers.map((id) => pauseServer(proof, brokerOf(proof, id).container)));
  try {
    await until(() => Object.values(producers).every((producer) => producer.mentions(CUT) > 0), {
      within: patient(20),
      awaiting: 'both producers to cut their connections and send again',
      every: Duration.milliseconds(20),
      signal: proof.signal,
    });
  } finally {
    await Promise.all(outages.map((outage) => outage.end()));
    ended();
  }
  return Date.now() - from;
}

function trace(producer: ToolProcess, kind: Kind, reads: readonly Read[]): Trace {
  return {
    sends: sendsOf(producer.events),
    reads: reads.filter(({ value }) => value.startsWith(`${PREFIXES[kind]}.`)),
  };
}

/**
 * One copy of each value with idempotence. Without it the same cut must have stored some twice: otherwise nothing was cut between the
 * storing and the acknowledgement, and there is nothing to judge by.
 */
export function verifyIdempotence(idempotent: Trace, plain: Trace, subject: string, cutMs: number): CheckResult {
  const [once, twice] = [countDuplicates(idempotent.reads), countDuplicates(plain.reads)];
  const { sends, reads } = idempotent;
  const verdict = verifyDelivery(inSendOrder(sends, reads), reads, { idempotent: true });
  // Two producers share the partition, and what was under way when it was stopped has no outcome. Copies are counted by
  // what is stored, of values without an outcome too.
  const ignored: readonly DeliveryViolationKind[] = ['skipped', 'foreign', 'duplicated'];
  const broken = verdict.violations.filter(({ kind }) => !ignored.includes(kind));
  const violations = [...violationsByKind(broken, subject), ...repeatViolations(once, subject)];
  const evidence = [
    `with idempotence: ${once.values} values stored, ${once.repeated.length} of them twice; ` +
      `${verdict.acknowledged} acknowledged, ${broken.length} of them lost or out of order`,
    `without it, over the same cut of ${(cutMs / 1_000).toFixed(1)} s: ${twice.values} values stored, ` +
      `${twice.repeated.length} of them ${twice.most > 2 ? `up to ${twice.most} times` : 'twice'}`,
  ];
  const figures = { idempotentRepeatedValues: once.repeated.length, plainRepeatedValues: twice.repeated.length, cutMs };
  if (violations.length === 0 && twice.repeated.length === 0) {
    return { verdict: 'unjudged', evidence, violations: [nothingCut(subject)], figures };
  }
  return resultOf(violations, evidence, figures);
}

function repeatViolations({ repeated }: DuplicateCount, subject: string): Violation[] {
  return repeated.length === 0
    ? []
    : [
        {
          code: 'RecordsDuplicated',
          subject,
          rule: 'an idempotent producer must store every value once, however often it sends it',
          value: `${repeated.length} stored more than once, such as ${String(repeated[0])}`,
          remedy: 'look at the log beside the report, and at the leader’s log; keep the volumes',
        },
      ];
}

function nothingCut(subject: string): Violation {
  return {
    code: 'CutWithoutEffect',
    subject,
    rule: 'the same cut must make a producer without idempotence store values twice, or it proves nothing',
    value: 0,
    remedy: 'run it again on a machine with less to do',
  };
}

function noFollower(cluster: string): Violation {
  return {
    code: 'FollowerMissing',
    subject: `cluster ${cluster}`,
    rule: 'must have a second broker: an acknowledgement is held back by pausing followers',
    value: 1,
    remedy: 'declare at least 2 brokers',
  };
}

export const idempotence: Check = {
  name: 'idempotence',
  promise:
    'a value that an idempotent producer sends again, since its connection was cut before the acknowledgement, is stored once',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
