import { counted } from '../../model/formats/counted';
import { Duration } from '../../model/units/duration';
import type { Admin } from 'kafkajs';
import type { Violation } from '../../model/violation';
import { patient } from '../../runtime/patience';
import { pause, until } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { resultOf, seconds, type Check, type CheckResult } from '../context/check';
import { viewCluster, viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { readAll } from '../workload/assigned-reader';
import { isLateSend, sendBatch } from '../workload/send-batch';
import { verifyDelivery, type Send } from '../verification/delivery-verifier';
import { reasonOf } from '../workload/load';
import { DeliveryLog, readEntries } from '../workload/delivery-log';
import { violationsByKind } from '../verification/delivery-violations';
import { killServer, stopServer } from '../disruptions/outage';
import { lateMark } from '../context/late';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic } from '../workload/proof-topic';
import { rangesOf } from '../workload/topic-ranges';

const NAME = 'no-unclean';

const RECORDS = 100;

async function run(proof: ProofContext): Promise<CheckResult> {
  const { admin, kafka, manifest, signal, timeline } = proof;
  if (manifest.brokers.length < 2) {
    return { verdict: 'unjudged', evidence: [], violations: [noLaggard(manifest.name)] };
  }
  // A cluster that is not whole yet would be hurt, and nothing learned.
  await awaitHealthyCluster(proof, patient(60));
  const deliveryLog = await DeliveryLog.begin(proof, NAME);
  const { controller } = await viewCluster(admin);
  // The controller last: it need not move for this.
  const [upToDate = 0, lagging = 0] = manifest.brokers
    .map(({ id }) => id)
    .sort((a, b) => Number(a === controller) - Number(b === controller));
  // One replica may acknowledge alone here: how else could the other one lag behind what was acknowledged?
  const topic = await makeTopic(proof, NAME, { 'min.insync.replicas': '1' }, [[upToDate, lagging]]);

  await proof.claim('disrupts');
  proof.say(`stopping broker ${lagging}, and writing what it will lack`);
  const laggingEnded = timeline.fault(NAME, `broker ${lagging} stopped: it lags`);
  const laggard = await stopServer(proof, brokerOf(proof, lagging).container);
  await promised(
    until(
      async () => {
        const [partition] = await viewPartitions(admin, [topic.name]);
        return partition?.leader === upToDate && !partition.isr.includes(lagging);
      },
      { within: patient(45), awaiting: `broker ${lagging} out of the ISR`, signal },
    ),
  );
  const sends = await sendBatch(kafka, { topic: topic.name, records: RECORDS, prefix: 'alone', signal });

  proof.say(`killing broker ${upToDate}, and starting broker ${lagging} again`);
  const ended = timeline.fault(NAME, `broker ${upToDate} killed: only a lagging replica left`);
  const outage = await killServer(proof, brokerOf(proof, upToDate).container);
  await laggard.end();
  laggingEnded();
  await promised(
    until(
      async () => {
        const leader = await leaderOf(admin, topic.name);
        return leader !== undefined && leader !== upToDate && (await isServing(proof, lagging));
      },
      {
        within: patient(60),
        awaiting: `broker ${lagging} up, and broker ${upToDate} known to be gone`,
        signal,
      },
    ),
  );
  proof.say('the partition has to stay offline');
  const seen = await watch(admin, topic.name, proof.durationMs, signal);
  const refused = await sendBatch(kafka, { topic: topic.name, records: 1, prefix: 'offline', signal });

  proof.say(`starting broker ${upToDate}, which has every record`);
  const back = Date.now();
  await outage.end();
  ended();
  await promised(awaitHealthyCluster(proof, patient(90)));
  const wholeAgainMs = Date.now() - back;
  await proof.claim('works');
  const after = await sendBatch(kafka, { topic: topic.name, records: 1, prefix: 'after', signal });

  const all = [...sends, ...refused, ...after];
  const reads = await readAll(await proof.toolbox(), manifest, topic.name, await rangesOf(kafka, topic.name, signal));
  const delivery = verifyDelivery(all, reads);
  const violations = [
    ...uncleanViolations(topic.name, seen, [upToDate]),
    ...[...refused.filter(({ outcome }) => outcome === 'acknowledged')].map(() => acknowledgedOffline(topic.name)),
    ...after.filter(({ outcome }) => outcome !== 'acknowledged').map((send) => notRecovered(topic.name, send)),
    ...violationsByKind(delivery.violations, `topic ${topic.name}`),
  ];
  if (violations.length > 0) {
    await deliveryLog.keep([...all, ...readEntries(reads)]);
  }
  const evidence = [
    `broker ${upToDate} acknowledged ${counted(delivery.acknowledged, 'record')} alone, then was killed: with the lagging replica on broker ` +
      `${lagging} left, the partition was seen offline at ${seen.filter((leader) => leader < 0).length} of ${counted(seen.length, 'look')}`,
    `with broker ${upToDate} back, all of them were read; whole ${seconds(wholeAgainMs)} after its start`,
  ];
  const untried = untriedViolations(topic.name, sends, seen);
  if (violations.length === 0 && untried.length > 0) {
    return { verdict: 'unjudged', evidence, violations: untried };
  }
  return resultOf(violations, evidence, { acknowledgedRecords: delivery.acknowledged, wholeAgainMs });
}

/** Preconditions that were not reached, without which the check says nothing: a lagging replica, a partition without a leader. */
export function untriedViolations(
  topic: string,
  alone: readonly Pick<Send, 'outcome'>[],
  seen: readonly PartitionView['leader'][],
): Violation[] {
  const untried = (rule: string, value: string): Violation => ({
    code: 'ElectionNotTried',
    subject: `topic ${topic}`,
    rule,
    value,
    remedy: 'run the proof again on a machine that is less busy',
  });
  return [
    ...(alone.some(({ outcome }) => outcome === 'acknowledged')
      ? []
      : [untried('must have acknowledged something that the other replica lacks', 'nothing')]),
    ...(seen.some((leader) => leader < 0)
      ? []
      : [untried('must be seen without a leader', `led by ${[...new Set(seen)].join(', ')}`)]),
  ];
}

/** The partition's leader, -1 for none, as it is seen time and again. */
async function watch(admin: Admin, topic: string, spanMs: number, signal: AbortSignal): Promise<number[]> {
  const seen: number[] = [];
  const end = Date.now() + spanMs;
  while (Date.now() < end || seen.length === 0) {
    const leader = await leaderOf(admin, topic);
    if (leader !== undefined) {
      seen.push(leader);
    }
    await pause(Duration.milliseconds(200), signal, 'a partition that stays offline');
  }
  return seen;
}

/** While a partition is offline kafkajs shows nothing of the cluster; a broker listens once it has registered. */
async function isServing({ engines, manifest }: ProofContext, id: number): Promise<boolean> {
  const name = manifest.brokers.find((broker) => broker.id === id)?.container ?? '';
  const { State } = await engines.container(name).inspect();
  return State.Running && (State.Health === undefined || State.Health.Status === 'healthy');
}

/** kafkajs answers with an error where a partition has no leader. */
async function leaderOf(admin: Admin, topic: string): Promise<number | undefined> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions[0]?.leader;
  } catch (error) {
    return reasonOf(error) === 'LEADER_NOT_AVAILABLE' ? -1 : undefined;
  }
}

/** A leader that lacks acknowledged records loses them for good. */
export function uncleanViolations(
  topic: string,
  seen: readonly PartitionView['leader'][],
  inSync: readonly number[],
): Violation[] {
  const unclean = seen.find((leader) => leader >= 0 && !inSync.includes(leader));
  return unclean === undefined
    ? []
    : [
        {
          code: 'ElectionUnclean',
          subject: `topic ${topic}`,
          rule: 'must stay offline while only a replica is left that lacks acknowledged records',
          value: `led by broker ${unclean}`,
          remedy: 'set unclean.leader.election.enable to false',
        },
      ];
}

function acknowledgedOffline(topic: string): Violation {
  return {
    code: 'SendAcknowledgedOffline',
    subject: `topic ${topic}`,
    rule: 'must acknowledge nothing while no replica in sync is left',
    value: 'a send acknowledged',
    remedy: 'set unclean.leader.election.enable to false',
  };
}

function notRecovered(topic: string, send: Send): Violation {
  return {
    code: 'PartitionNotRecovered',
    subject: `topic ${topic}`,
    rule: 'must go on once a replica in sync is back',
    value: send.reason,
    remedy: 'look at the brokers’ logs (docker logs)',
    ...lateMark(isLateSend(send)),
  };
}

function noLaggard(cluster: string): Violation {
  return {
    code: 'SecondReplicaMissing',
    subject: `cluster ${cluster}`,
    rule: 'must have a second broker, whose replica can lag: with one alone there is nothing to elect wrongly',
    value: 1,
    remedy: 'declare at least 3 brokers',
  };
}

export const noUnclean: Check = {
  name: NAME,
  promise:
    'with only a lagging replica left, a partition stays offline rather than lose records; it recovers when one in sync returns',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
