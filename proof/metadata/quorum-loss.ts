import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { patient } from '../../runtime/patience';
import { pause } from '../../runtime/wait';
import { awaitHealthyCluster } from '../context/cluster-health';
import { resultOf, seconds, type Check, type CheckResult, type PartialResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { settleAll } from '../context/settle-all';
import { killServer, type Outage } from '../disruptions/outage';
import { DeliveryScenario } from '../workload/delivery-scenario';
import { makeTopic } from '../workload/proof-topic';

/** What a metadata server does; `none` when it is down, or without a quorum. */
export type QuorumRole = 'leader' | 'follower' | 'none';

/** A metadata server and what it does. */
export interface QuorumServer {
  readonly container: string;
  readonly role: QuorumRole;
}

/** Container of the one that leads the others. */
export const leaderAmong = (servers: readonly QuorumServer[]): string | undefined =>
  servers.find(({ role }) => role === 'leader')?.container;

/** A metadata store whose servers elect a leader among themselves, and need more than half of all. */
export interface ElectingStore {
  /** Name of the check. */
  readonly name: string;
  /** What one of its servers is called, such as `ZooKeeper node`. */
  readonly server: string;
  /** Number of servers that such a store should have, in words for a declaration. */
  readonly spare: { readonly code: string; readonly remedy: string };
  /** What to see to when a broker did not find another server. */
  readonly remedy: string;
  /** Every server of it. */
  view(proof: ProofContext): Promise<readonly QuorumServer[]>;
  /** Looks how brokers use it now; the function waits until so many servers serve all that again, one of them as the leader. */
  watch(proof: ProofContext): Promise<(servers: number) => Promise<unknown>>;
}

/** The check that loses a follower, the leader and then the quorum of a metadata store. */
export const quorumLoss = (store: ElectingStore): Check => ({
  name: store.name,
  promise:
    `a ${store.server} that is lost, also the leader, makes no send fail; a lost quorum loses no acknowledged record, and every ` +
    'broker registers again when it is back',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run: (proof) => run(store, proof),
});

async function run(store: ElectingStore, proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const servers = manifest.metadata.servers.length;
  if (servers < 3) {
    return resultOf([noSpareServer(store, manifest.name, servers)], []);
  }
  return await DeliveryScenario.run(proof, store.name, async (scenario): Promise<PartialResult> => {
    const began = Date.now();
    const awaitServing = await store.watch(proof);
    await awaitServing(servers);
    const loss = { store, scenario, awaitServing };
    const follower = await loseServer(loss, 'follower');
    await follower.outage.end();
    follower.ended();
    await awaitServing(servers);
    const leader = await loseServer(loss, 'leader');
    const refused = scenario.refusedSince(began);

    // The server that led stays down, and more go until too few are left.
    const without = Date.now();
    const outages = [leader.outage, ...(await breakQuorum(store, proof))];
    const span = spanWithoutQuorum(manifest);
    proof.say(`no quorum for ${seconds(span.milliseconds)}`);
    await pause(span, proof.signal, `${manifest.metadata.name} without a quorum`);
    const acknowledged = scenario.acknowledgedSince(without);
    proof.say(`starting every ${store.server} again`);
    const back = Date.now();
    await Promise.all(outages.map(({ end }) => end()));
    leader.ended();
    await awaitServing(servers);
    await promised(awaitHealthyCluster(proof, patient(90)));
    await scenario.awaitFlow(Date.now());
    // Brokers know of a controller that has lost its session what they knew before; one that makes a topic on every broker has
    // its own, and finds every broker registered.
    await (await makeTopic(proof, `${store.name}-afterwards`)).remove();
    const wholeAgainMs = Date.now() - back;
    return {
      violations: refusalViolations(store, refused),
      evidence: [
        follower.evidence,
        leader.evidence,
        `no send refused meanwhile`,
        `no quorum for ${seconds(span.milliseconds)}: ${acknowledged} records acknowledged all the same; with it back, every ` +
          `broker registered and a topic made on all of them within ${seconds(wholeAgainMs)}`,
      ].filter((line) => refused === 0 || line !== 'no send refused meanwhile'),
      figures: { refusedSends: refused, wholeAgainMs },
    };
  });
}

interface Loss {
  readonly store: ElectingStore;
  readonly scenario: DeliveryScenario;
  readonly awaitServing: (servers: number) => Promise<unknown>;
}

interface LostServer {
  readonly outage: Outage;
  readonly ended: () => void;
  readonly evidence: string;
}

/** Kills a server with a role; the others go on, the brokers find them, and the producers notice nothing. */
async function loseServer({ store, scenario, awaitServing }: Loss, role: QuorumRole): Promise<LostServer> {
  const { proof } = scenario;
  const servers = await store.view(proof);
  const victim = servers.find((server) => server.role === role)?.container ?? '';
  proof.say(`killing ${victim}, a ${store.server} that is the ${role}`);
  const ended = proof.timeline.fault(store.name, `${store.server} (${role}) killed`);
  const from = Date.now();
  const outage = await killServer(proof, victim);
  await awaitServing(servers.length - 1);
  const servedMs = Date.now() - from;
  await scenario.awaitFlow(Date.now());
  await pause(Duration.milliseconds(proof.durationMs), proof.signal, `a ${store.server} (${role}) down`);
  await scenario.awaitFlow(Date.now());
  return {
    outage,
    ended,
    evidence: `${victim} (${role}) killed: the others served every broker again after ${seconds(servedMs)}`,
  };
}

/** Kills serving servers, the leader first, until fewer than a majority are left. */
async function breakQuorum(store: ElectingStore, proof: ProofContext): Promise<Outage[]> {
  return await settleAll(quorumVictims(await store.view(proof)).map((container) => killServer(proof, container)));
}

/** The servers to take away so that too few are left, the leader among them. */
export function quorumVictims(servers: readonly QuorumServer[]): string[] {
  const serving = servers
    .filter(({ role }) => role !== 'none')
    .sort((a, b) => Number(b.role === 'leader') - Number(a.role === 'leader'));
  return serving.slice(0, serving.length - majority(servers.length) + 1).map(({ container }) => container);
}

/** How many servers must serve: more than half. */
export const majority = (servers: number): number => Math.floor(servers / 2) + 1;

/** A broker's, where nobody has declared another. */
const USUAL_SESSION_SECONDS = 18;

/** How long there is no quorum: twice as long as a broker's session, so that none outlasts it. */
export const spanWithoutQuorum = ({
  brokerSessionSeconds = USUAL_SESSION_SECONDS,
}: Pick<ClusterManifest, 'brokerSessionSeconds'>): Duration => Duration.seconds(2 * brokerSessionSeconds);

/** Whether so many servers take part, led by one of them. */
export function isServing(servers: readonly QuorumServer[], wanted: number): boolean {
  const serving = servers.filter(({ role }) => role !== 'none');
  return serving.length >= wanted && serving.filter(({ role }) => role === 'leader').length === 1;
}

/** Brokers serve producers without their metadata store: that one of its servers is lost is no reason to refuse a record. */
export function refusalViolations(
  { server, remedy }: Pick<ElectingStore, 'server' | 'remedy'>,
  refused: number,
): Violation[] {
  return refused === 0
    ? []
    : [
        {
          code: 'SendsRefused',
          subject: `sends while one ${server} was down`,
          rule: 'must not be refused',
          value: refused,
          remedy,
        },
      ];
}

const noSpareServer = ({ server, spare }: ElectingStore, cluster: string, servers: number): Violation => ({
  ...spare,
  subject: `cluster ${cluster}`,
  rule: `must have a ${server} that it can lose`,
  value: servers,
});
