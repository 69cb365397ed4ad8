import type { Admin } from 'kafkajs';
import { counted } from '../../model/formats/counted';
import type { Violation } from '../../model/violation';
import { brokerSettings } from '../../runtime/kafka/resource-settings';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { resultOf, seconds, type Check, type CheckResult } from '../context/check';
import { viewCluster, viewPartitions } from '../../runtime/kafka/cluster-view';
import { readAll } from '../workload/assigned-reader';
import { isLateSend, sendBatch, tally } from '../workload/send-batch';
import { verifyDelivery, type Send } from '../verification/delivery-verifier';
import { DeliveryLog, readEntries } from '../workload/delivery-log';
import { violationsByKind } from '../verification/delivery-violations';
import { killServer } from '../disruptions/outage';
import { lateMark } from '../context/late';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic } from '../workload/proof-topic';
import { settleAll } from '../context/settle-all';
import { rangesOf } from '../workload/topic-ranges';

const NAME = 'min-isr';

const RECORDS = 100;
/** Records before and after, which must go through. */
const CONTROLS = 10;

async function run(proof: ProofContext): Promise<CheckResult> {
  const { admin, kafka, manifest, signal, timeline } = proof;
  // A cluster that is not whole yet would be hurt, and nothing learned.
  await awaitHealthyCluster(proof, patient(60));
  const deliveryLog = await DeliveryLog.begin(proof, NAME);
  // As topics are that say nothing of it: the cluster's own settings are what is tried.
  const defaults = await defaultsOf(admin, manifest.brokers[0]?.id ?? 0, signal);
  const { controller } = await viewCluster(admin);
  const replicas = [controller ?? 0, ...manifest.brokers.map(({ id }) => id).filter((id) => id !== controller)].slice(
    0,
    defaults.replicationFactor,
  );
  const topic = await makeTopic(proof, NAME, {}, [replicas]);
  const send = (prefix: string, records: number) => sendBatch(kafka, { topic: topic.name, prefix, records, signal });
  const sends = [...(await send('before', CONTROLS))];

  await proof.claim('disrupts');
  const kept = Math.max(1, defaults.minInsyncReplicas - 1);
  const victims = replicas.slice(kept);
  proof.say(`killing broker ${victims.join(', ')}: ${kept} of ${counted(replicas.length, 'replica')} left`);
  const ended = timeline.fault(NAME, `broker ${victims.join(', ')} killed`);
  const outages = await settleAll(victims.map((id) => killServer(proof, brokerOf(proof, id).container)));
  await promised(
    until(async () => (await viewPartitions(admin, [topic.name]))[0]?.isr.length === kept, {
      within: patient(45),
      awaiting: `the ISR to shrink to ${kept}`,
      signal,
    }),
  );
  const during = await sendUntilRefused((round) => send(`during-${round}`, RECORDS));

  proof.say('starting them again');
  const back = Date.now();
  await Promise.all(outages.map(({ end }) => end()));
  ended();
  await promised(awaitHealthyCluster(proof, patient(90)));
  const wholeAgainMs = Date.now() - back;
  await proof.claim('works');
  const after = await send('after', CONTROLS);
  sends.push(...during, ...after);

  const reads = await readAll(await proof.toolbox(), manifest, topic.name, await rangesOf(kafka, topic.name, signal));
  const delivery = verifyDelivery(sends, reads);
  const violations = [
    ...refusalViolations(during, { topic: topic.name, kept, minInsyncReplicas: defaults.minInsyncReplicas }),
    ...controlViolations(topic.name, sends.slice(0, CONTROLS), after),
    ...violationsByKind(delivery.violations, `topic ${topic.name}`),
  ];
  if (violations.length > 0) {
    await deliveryLog.keep([...sends, ...readEntries(reads)]);
  }
  const evidence = [
    `replication factor ${replicas.length}, min.insync.replicas ${defaults.minInsyncReplicas} by the cluster’s settings; ` +
      `${kept} left in sync: of ${during.length} sends with acks=all ${tally(during)}`,
    `accepted again after the others’ return; whole ${seconds(wholeAgainMs)} after their start`,
  ];
  if (violations.length === 0 && !during.some(({ reason }) => isRefusal(reason))) {
    return {
      verdict: 'unjudged',
      evidence,
      violations: [
        {
          code: 'RefusalNotSeen',
          subject: `sends to topic ${topic.name}`,
          rule: 'must be answered by a broker',
          value: tally(during),
          remedy: 'run the proof again on a machine that is less busy',
        },
      ],
    };
  }
  return resultOf(violations, evidence, { wholeAgainMs, acknowledgedRecords: acknowledged(during) });
}

/** Rounds of sends, of which one at least must be answered by a broker: on a busy machine all of one may time out instead. */
const ROUNDS = 3;

async function sendUntilRefused(sendRound: (round: number) => Promise<readonly Send[]>): Promise<readonly Send[]> {
  const all: Send[] = [];
  for (
    let round = 1;
    round <= ROUNDS && !all.some(({ outcome, reason }) => outcome === 'acknowledged' || isRefusal(reason));
    round++
  ) {
    all.push(...(await sendRound(round)));
  }
  return all;
}

interface Defaults {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
}

/** The settings of a topic that has none of its own. */
async function defaultsOf(admin: Admin, broker: number, signal: AbortSignal): Promise<Defaults> {
  const names = ['default.replication.factor', 'min.insync.replicas'];
  const wait = { within: patient(15), awaiting: 'a broker’s settings', signal };
  const settings = (await brokerSettings(admin, [broker], names, wait)).get(broker);
  const value = (name: string): number => Number(settings?.get(name)?.configValue ?? 1);
  return {
    replicationFactor: value('default.replication.factor'),
    minInsyncReplicas: value('min.insync.replicas'),
  };
}

/** Nothing may be acknowledged; an answer that came after the append says that the record may be stored, not that it is safe. */
export function refusalViolations(
  during: readonly Send[],
  { topic, kept, minInsyncReplicas }: { topic: string; kept: number; minInsyncReplicas: number },
): Violation[] {
  const count = acknowledged(during);
  return count === 0
    ? []
    : [
        {
          code: 'SendAcknowledgedBelowMinIsr',
          subject: `topic ${topic}`,
          rule: `acks=all must be refused with ${counted(kept, 'replica')} in sync`,
          value: `${count} of ${during.length} sends acknowledged, with min.insync.replicas ${minInsyncReplicas}`,
          remedy: 'declare at least 3 brokers, a replication factor of 3 and min.insync.replicas 2',
        },
      ];
}

/** The control: were these sends refused as well, the refusals would prove nothing. */
export function controlViolations(topic: string, before: readonly Send[], after: readonly Send[]): Violation[] {
  return [
    { when: 'before the fault', sends: before },
    { when: 'after all replicas came back', sends: after },
  ].flatMap(({ when, sends }) =>
    sends.length > 0 && acknowledged(sends) === sends.length
      ? []
      : [
          {
            code: 'SendNotAcknowledged',
            subject: `topic ${topic}`,
            rule: `must acknowledge what is sent ${when}`,
            value: tally(sends) || 'nothing sent',
            remedy: 'look at the brokers’ logs (docker logs)',
            ...lateMark(
              sends.some(isLateSend) && sends.every((send) => isLateSend(send) || send.outcome === 'acknowledged'),
            ),
          },
        ],
  );
}

function isRefusal(reason: string | undefined): boolean {
  return reason?.startsWith('NOT_ENOUGH_REPLICAS') ?? false;
}

function acknowledged(sends: readonly Send[]): number {
  return sends.filter(({ outcome }) => outcome === 'acknowledged').length;
}

export const minIsr: Check = {
  name: NAME,
  promise: 'with fewer replicas in sync than min.insync.replicas, acks=all is refused and nothing is acknowledged',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
