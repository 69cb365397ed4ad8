import type { Fault } from '../../constructs/private/fault';
import { until } from '../../tools/clients/wait';
import { awaitWhole, killBroker } from '../broker-fault';
import { findingOf, type Check, type Finding } from '../check';
import { viewCluster, viewPartitions, type PartitionView } from '../cluster-view';
import { readAll } from '../console-reader';
import { judge, longestStall, type Send } from '../judge';
import { Load } from '../load';
import { Logbook } from '../logbook';
import { offenceFaults } from '../offence-faults';
import type { Proof } from '../proof';
import { promised } from '../promise-broken';
import { makeTopic, type ProofTopic } from '../proof-topic';
import { compareReplicas } from '../replica-log';
import { endsIn, rangesOf } from '../topic-ranges';
import { differenceFault, dump, onEveryReplica } from './replication';

/** Above ZooKeeper's longest usual session of 18 s, which has to end before the leaders of a killed broker move. */
const TAKEOVER = '45s';

const NAME = 'failover';

type Target = 'leader' | 'controller';

/** What one fault did. */
interface Outage {
  readonly target: Target;
  readonly broker: number;
  /** Longest time without an acknowledgement in a partition that the broker led. */
  readonly stallMs: number;
  readonly takeoverMs: number;
  readonly wholeAgainMs: number;
  readonly faults: readonly Fault[];
  readonly evidence: string;
}

interface Judged {
  readonly faults: readonly Fault[];
  readonly evidence: readonly string[];
}

async function run(proof: Proof): Promise<Finding> {
  const brokers = proof.manifest.brokers.length;
  if (brokers < 2) {
    return findingOf([noSuccessor(proof.manifest.name)], []);
  }
  // A cluster that is not whole yet would be hurt, and nothing learned.
  await awaitWhole(proof, '60s');
  const logbook = await Logbook.begin(proof, NAME);
  const topic = await makeTopic(proof, 'failover', { 'min.insync.replicas': String(brokers > 2 ? 2 : 1) });
  const watched = proof.timeline.watch(NAME, topic.name);
  const load = new Load(proof.kafka, topic.name, topic.partitions);
  const stopped = proof.undo.note('the load stopped', () => load.stop());
  const outages: Outage[] = [];
  let judged: Judged;
  try {
    await awaitFlow(proof, load, topic, 0);
    for (const target of ['leader', 'controller'] as const) {
      outages.push(await provoke(proof, load, topic, target));
    }
    await stopped();
    judged = await judgeLoad(proof, topic, load.sends);
  } catch (error) {
    await logbook.keep(load.sends);
    throw error;
  } finally {
    proof.timeline.sends(NAME, load.began, load.sends);
  }
  await watched();
  const all = [...outages.flatMap((outage) => outage.faults), ...judged.faults];
  if (all.length > 0) {
    await logbook.keep(load.sends);
  }
  await topic.remove();
  return findingOf(
    all,
    [...outages.map((outage) => outage.evidence), ...judged.evidence],
    Object.fromEntries(
      outages.flatMap(({ target, stallMs, takeoverMs, wholeAgainMs }) => [
        [`${target}StallMs`, stallMs],
        [`${target}TakeoverMs`, takeoverMs],
        [`${target}WholeAgainMs`, wholeAgainMs],
      ]),
    ),
  );
}

/** Kills the broker with a role, sees another one take over and the producers go on, and brings it back. */
async function provoke(proof: Proof, load: Load, topic: ProofTopic, target: Target): Promise<Outage> {
  const { admin, signal } = proof;
  const before = await viewPartitions(admin, [topic.name]);
  const { controller } = await viewCluster(admin);
  const victim = target === 'leader' ? leaderToKill(before, controller) : (controller ?? -1);
  const led = before.filter(({ leader }) => leader === victim);

  proof.say(`killing broker ${victim}, ${target === 'leader' ? `which leads ${named(led)}` : 'the controller'}`);
  const from = load.now();
  const ended = proof.timeline.fault(NAME, `broker ${victim} killed (${target})`);
  const killed = await killBroker(proof, victim);
  const after = await promised(
    until(
      async () => {
        const view = await viewCluster(admin);
        const partitions = await viewPartitions(admin, [topic.name]);
        const moved = partitions.every(({ leader }) => leader >= 0 && leader !== victim);
        const controlled = view.controller !== null && view.controller !== victim;
        return moved && controlled && !view.brokers.has(victim) && { partitions, controller: view.controller };
      },
      { within: TAKEOVER, awaiting: `others to take over from broker ${victim}`, every: '100ms', signal },
    ),
  );
  const takeoverMs = load.now() - from;
  proof.say(`broker ${victim} is replaced after ${seconds(takeoverMs)}; waiting for the producers`);
  await awaitFlow(proof, load, topic, load.now());
  const flowing = load.now();

  proof.say(`starting broker ${victim} again`);
  const back = Date.now();
  await killed.start();
  ended();
  await promised(awaitWhole(proof, '90s'));
  const wholeAgainMs = Date.now() - back;
  const stallMs = Math.max(0, ...led.map(({ partition }) => longestStall(load.sends, partition, from, flowing)));
  return {
    target,
    broker: victim,
    stallMs,
    takeoverMs,
    wholeAgainMs,
    faults: electionFaults(before, after.partitions, victim),
    evidence:
      `killed broker ${victim} (${target}): ${successors(led, after.partitions)}controller ${after.controller}; ` +
      `others took over after ${seconds(takeoverMs)}` +
      (led.length > 0 ? `, producers stalled ${seconds(stallMs)}` : '') +
      `; whole again ${seconds(wholeAgainMs)} after its start`,
  };
}

function noSuccessor(cluster: string): Fault {
  return {
    code: 'NoSuccessor',
    subject: `cluster ${cluster}`,
    rule: 'must have another broker that can take over',
    value: 1,
    remedy: 'declare at least 3 brokers',
  };
}

/** A leader to kill that is not the controller, where there is one: the two faults are different ones. */
export function leaderToKill(partitions: readonly PartitionView[], controller: number | null): number {
  const leaders = partitions.map(({ leader }) => leader);
  return leaders.find((leader) => leader !== controller) ?? leaders[0] ?? -1;
}

/** Every partition's leader must be one that was in sync before the fault; anyone else may lack acknowledged records. */
export function electionFaults(
  before: readonly PartitionView[],
  after: readonly PartitionView[],
  victim: number,
): Fault[] {
  return after.flatMap(({ topic, partition, leader }) => {
    const eligible = before.find((view) => view.partition === partition)?.isr.filter((id) => id !== victim) ?? [];
    return eligible.includes(leader)
      ? []
      : [
          {
            code: 'LeaderNotInSync',
            subject: `topic ${topic}, partition ${partition}`,
            rule: `must be taken over by one of the replicas in sync before (${eligible.join(', ') || 'none'})`,
            value: leader,
            remedy: 'see that unclean.leader.election.enable is false',
          },
        ];
  });
}

/** Waits until every partition acknowledged something after an instant. */
async function awaitFlow(proof: Proof, load: Load, topic: ProofTopic, instant: number): Promise<void> {
  const partitions = Array.from({ length: topic.partitions }, (_, partition) => partition);
  await promised(
    until(() => partitions.every((partition) => load.acknowledgedAfter(partition, instant) !== undefined), {
      within: '30s',
      awaiting: 'an acknowledgement in every partition',
      every: '50ms',
      signal: proof.signal,
    }),
  );
}

/** Everything that was acknowledged is read back, by a client that is not the producer, and out of every replica's log. */
async function judgeLoad(proof: Proof, topic: ProofTopic, sends: readonly Send[]): Promise<Judged> {
  proof.say('reading everything back with Kafka’s console consumer');
  const toolbox = await proof.toolbox();
  const ranges = await rangesOf(proof.admin, topic.name, proof.signal);
  const reads = await readAll(toolbox, proof.manifest, topic.name, ranges);
  const judgement = judge(sends, reads);
  proof.say('comparing every replica’s log');
  const logs = await dump(proof, [topic.name], ['--print-data-log']);
  return {
    faults: [
      ...offenceFaults(judgement.offences, `topic ${topic.name}`),
      ...onEveryReplica(sends, logs, topic),
      ...compareReplicas(logs, endsIn(new Map([[topic.name, ranges]]))).map(differenceFault),
    ],
    evidence: [
      `${judgement.acknowledged} records acknowledged, ${judgement.offences.filter(({ kind }) => kind === 'lost').length} lost; ` +
        `${judgement.unknown} unknown (${judgement.unknownStored} of them stored), ${judgement.failed} refused, ` +
        `${judgement.duplicates} stored twice; ${judgement.read} read back`,
      `the logs of all ${topic.replicationFactor} replicas agree in offsets and checksums`,
    ],
  };
}

function named(partitions: readonly PartitionView[]): string {
  return `partition ${partitions.map(({ partition }) => partition).join(', ')}`;
}

function successors(led: readonly PartitionView[], after: readonly PartitionView[]): string {
  return led
    .map(({ partition }) => `partition ${partition} now led by ${after[partition]?.leader ?? 'none'}, `)
    .join('');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

export const failover: Check = {
  name: NAME,
  promise:
    'when a leader or the controller is killed, an in-sync replica takes over and no acknowledged record is lost',
  needs: ['fault', 'topic', 'container'],
  run,
};
