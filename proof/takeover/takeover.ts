import { Duration } from '../../model/units/duration';
import type { Admin } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { administrator, quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { resultOf, seconds, type CheckResult } from '../context/check';
import { viewCluster, viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { metadataProofOf } from '../metadata/metadata-proofs';
import type { Outage } from '../disruptions/outage';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { DeliveryScenario, type Stall } from '../workload/delivery-scenario';

/** How long others may take, once the session of a silent broker has ended: its leaders move then. */
const TAKEOVER_SECONDS = 20;
/** However short the session is. */
const LEAST_TAKEOVER_SECONDS = 60;
/** Fewer seconds than a paused server would make kafkajs wait by its default. */
const PATIENCE_MS = 3_000;

/** A broker by its id, or a metadata server by its container. */
export type Server = number | string;

/** The server that a disruption is meant for, by what it does at that moment. */
export interface Role {
  readonly name: string;
  readonly holder: (partitions: readonly PartitionView[], controller: Server | null) => Server;
}

/** A leader that is not the controller, where there is one: the two faults are different ones. */
export const LEADER: Role = {
  name: 'leader',
  holder: (partitions, controller) => {
    const leaders = partitions.map(({ leader }) => leader);
    return leaders.find((leader) => leader !== controller) ?? leaders[0] ?? -1;
  },
};

/** Whoever leads the first partition: disrupted again and again, the leader is chased from broker to broker. */
export const CHASED_LEADER: Role = { name: 'leader', holder: (partitions) => partitions[0]?.leader ?? -1 };

export const CONTROLLER: Role = { name: 'controller', holder: (_, controller) => controller ?? -1 };

/** A way to take a server away. */
export interface Disruption {
  /** What was done, as in `broker 1 killed`. */
  readonly done: string;
  /** Takes it away. */
  readonly apply: (proof: ProofContext, container: string) => Promise<Outage>;
}

/** How others took over from a server. */
interface Takeover {
  /** In the partitions that it led. */
  readonly stall: Stall;
  /** From the disruption to other leaders and another controller, milliseconds. */
  readonly takeoverMs: number;
  /** From its return until every replica was in sync, milliseconds. */
  readonly wholeAgainMs: number;
  readonly evidence: string;
}

/**
 * Connects an administrator who has not met the victim and does not wait long for an answer: kafkajs asks brokers that it is
 * connected to, and goes on asking one that is paused.
 *
 * @param others Addresses of the other brokers.
 */
export async function connectObserver(
  { manifest, clients, cleanup, signal }: ProofContext,
  others: readonly string[],
): Promise<{ readonly observer: Admin; readonly disconnect: () => Promise<void> }> {
  const options = { clientId: PROOF_NAME, requestTimeoutMs: PATIENCE_MS, bootstrap: others };
  const observer = (await administrator(manifest, clients, options)).admin();
  const disconnect = cleanup.push('the takeover’s observer disconnected', () => quietly(observer.disconnect()));
  await until(() => observer.connect().then(() => true), {
    within: patient(30),
    awaiting: 'a connection of the administrator',
    signal,
  });
  return { observer, disconnect };
}

/** Who is the controller, as the brokers at these addresses know it. */
export async function controllerOf(
  proof: ProofContext,
  broker: number | null,
  addresses: readonly string[],
): Promise<Server | null> {
  const own = metadataProofOf(proof.manifest);
  return own.controller === undefined ? broker : await own.controller(proof, addresses);
}

export const inWords = (server: Server): string => (typeof server === 'number' ? `broker ${server}` : server);

/** Disrupts the server with a role, sees others take over and the producers go on, and brings it back until all is in sync. */
async function runStep(scenario: DeliveryScenario, { role, disruption }: DisruptionStep): Promise<Takeover> {
  const { proof, check } = scenario;
  const { metadata, brokerSessionSeconds = 0 } = proof.manifest;
  const names = Object.values(scenario.topics).map(({ name }) => name);
  const before = await viewPartitions(proof.admin, names);
  const view = await viewCluster(proof.admin);
  const victim = role.holder(before, await controllerOf(proof, view.controller, [...view.brokers.values()]));
  const others = [...view.brokers].flatMap(([id, address]) => (id === victim ? [] : [address]));
  const led = before.filter(({ leader }) => leader === victim);
  const { observer, disconnect } = await connectObserver(proof, others);

  proof.say(`${inWords(victim)} (${role.name}) is to be ${disruption.done}`);
  const from = Date.now();
  const ended = proof.timeline.fault(check, `${inWords(victim)} ${disruption.done} (${role.name})`);
  const outage = await disruption.apply(proof, typeof victim === 'number' ? brokerOf(proof, victim).container : victim);
  const after = await promised(
    until(
      async () => {
        const { controller, brokers } = await viewCluster(observer);
        const partitions = await viewPartitions(observer, names);
        const moved = partitions.every(({ leader }) => leader >= 0 && leader !== victim);
        const next = await controllerOf(proof, controller, others);
        const gone = typeof victim === 'string' || !brokers.has(victim);
        return moved && gone && next !== null && next !== victim && { controller: next };
      },
      {
        within: patient(Math.max(LEAST_TAKEOVER_SECONDS, TAKEOVER_SECONDS + brokerSessionSeconds)),
        awaiting: `others to take over from ${inWords(victim)}`,
        every: Duration.milliseconds(100),
        signal: proof.signal,
      },
    ),
  );
  const takeoverMs = Date.now() - from;
  await disconnect();
  proof.say(`${inWords(victim)} is replaced after ${seconds(takeoverMs)}; waiting for the producers`);
  await scenario.awaitJavaFlow(Date.now());

  proof.say(`${inWords(victim)} comes back`);
  await outage.end();
  ended();
  const back = Date.now();
  await promised(awaitHealthyCluster(proof, patient(90)));
  if (typeof victim === 'string') {
    await metadataProofOf(proof.manifest).awaitServing(proof, metadata.servers.length);
  }
  const wholeAgainMs = Date.now() - back;
  await scenario.awaitFlow(Date.now());
  const stall = scenario.stall(led, from, Date.now());
  return {
    stall,
    takeoverMs,
    wholeAgainMs,
    evidence:
      `${inWords(victim)} (${role.name}) ${disruption.done}: others took over after ${seconds(takeoverMs)}, controller now ${after.controller}` +
      (led.length > 0
        ? `, producers stalled ${seconds(stall.kafkajs)} (kafkajs) and ${seconds(stall.java)} (Kafka’s own)`
        : '') +
      `; whole again ${seconds(wholeAgainMs)} after its return`,
  };
}

/** A disruption of whoever has a role at that moment. */
export interface DisruptionStep {
  /** What the figures' names begin with. */
  readonly name: string;
  readonly role: Role;
  readonly disruption: Disruption;
}

/** Runs the steps one after the other while clients send, and verifies what became of every record. */
export async function runDisruptions(
  proof: ProofContext,
  check: string,
  steps: readonly DisruptionStep[],
): Promise<CheckResult> {
  const alone = successorViolations(proof.manifest);
  if (alone.length > 0) {
    return resultOf(alone, []);
  }
  return await DeliveryScenario.run(proof, check, async (scenario) => {
    const evidence: string[] = [];
    const figures: Record<string, number> = {};
    for (const step of steps) {
      const { name } = step;
      const takeover = await runStep(scenario, step);
      evidence.push(takeover.evidence);
      figures[`${name}StallMs`] = takeover.stall.java;
      figures[`${name}KafkajsStallMs`] = takeover.stall.kafkajs;
      figures[`${name}TakeoverMs`] = takeover.takeoverMs;
      figures[`${name}WholeAgainMs`] = takeover.wholeAgainMs;
    }
    return { violations: [], evidence, figures };
  });
}

/** Such a cluster works: it is this promise that it can't keep. */
const MEANT = ', or leave the check out where that is meant (--skip)';

/** What is wrong with a cluster in which nobody can take over: from a broker, or from a controller where that is a server of its own. */
export function successorViolations({
  name,
  brokers,
  metadata,
}: Pick<ClusterManifest, 'name' | 'brokers' | 'metadata'>): readonly Violation[] {
  const missing = { code: 'SuccessorMissing', subject: `cluster ${name}` };
  const controllers = metadata.servers.length;
  return [
    ...(brokers.length >= 2
      ? []
      : [
          {
            ...missing,
            rule: 'must have another broker that can take over',
            value: brokers.length,
            remedy: `declare at least 3 brokers${MEANT}`,
          },
        ]),
    ...(metadata.controllers === undefined || controllers >= 3
      ? []
      : [
          {
            ...missing,
            rule: 'must have so many controllers that more than half are left without one',
            value: controllers,
            remedy: `declare 3 controllers in a cluster of another name${MEANT}`,
          },
        ]),
  ];
}
