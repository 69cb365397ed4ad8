import { Duration } from '../../../model/units/duration';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import type { Violation } from '../../../model/violation';
import { patient } from '../../../runtime/patience';
import { pause } from '../../../runtime/wait';
import { awaitHealthyCluster } from '../../context/cluster-health';
import { resultOf, seconds, type Check, type CheckResult, type PartialResult } from '../../context/check';
import { awaitServing, majority, viewEnsemble, type EnsembleNode, type EnsembleRole } from './ensemble';
import { killServer, type Outage } from '../../disruptions/outage';
import type { ProofContext } from '../../context/proof-context';
import { promised } from '../../context/promise-broken';
import { makeTopic } from '../../workload/proof-topic';
import { settleAll } from '../../context/settle-all';
import { DeliveryScenario } from '../../workload/delivery-scenario';

const NAME = 'zookeeper';

/** Kafka's own `zookeeper.session.timeout.ms`. */
const USUAL_SESSION_MS = 18_000;

/** How long there is no quorum: twice as long as a broker's session, so that none outlasts it. */
export function spanWithoutQuorum({ brokers }: Pick<ClusterManifest, 'brokers'>): Duration {
  const sessions = brokers.map(({ settings }) => Number(settings['zookeeper.session.timeout.ms'] ?? USUAL_SESSION_MS));
  return Duration.milliseconds(2 * Math.max(...sessions));
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const nodes = proof.manifest.metadata.servers.length;
  if (nodes < 3) {
    return resultOf([noSpareNode(proof.manifest.name, nodes)], []);
  }
  return await DeliveryScenario.run(proof, NAME, async (scenario): Promise<PartialResult> => {
    const began = Date.now();
    const { clients } = await awaitServing(proof, nodes, 0);
    const follower = await loseNode(scenario, 'follower', clients);
    await follower.outage.end();
    follower.ended();
    await awaitServing(proof, nodes, clients);
    const leader = await loseNode(scenario, 'leader', clients);
    const refused = scenario.refusedSince(began);

    // The node that led stays down, and more go until too few are left.
    const without = Date.now();
    const outages = [leader.outage, ...(await breakQuorum(proof))];
    const span = spanWithoutQuorum(proof.manifest);
    proof.say(`no quorum for ${seconds(span.milliseconds)}`);
    await pause(span, proof.signal, 'ZooKeeper without a quorum');
    const acknowledged = scenario.acknowledgedSince(without);
    proof.say('starting every ZooKeeper node again');
    const back = Date.now();
    await Promise.all(outages.map(({ end }) => end()));
    leader.ended();
    await awaitServing(proof, nodes, clients);
    await promised(awaitHealthyCluster(proof, patient(90)));
    await scenario.awaitFlow(Date.now());
    // Brokers know of a controller that has lost its session what they knew before; one that makes a topic on every broker has
    // its own, and finds every broker registered.
    await (await makeTopic(proof, `${NAME}-afterwards`)).remove();
    const wholeAgainMs = Date.now() - back;
    return {
      violations: refusalViolations(refused),
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

interface LostNode {
  readonly outage: Outage;
  readonly ended: () => void;
  readonly evidence: string;
}

/** Kills a node with a role; the others go on, the brokers find them, and the producers notice nothing. */
async function loseNode(scenario: DeliveryScenario, role: EnsembleRole, clients: number): Promise<LostNode> {
  const { proof } = scenario;
  const ensemble = await viewEnsemble(proof);
  const victim = ensemble.find((node) => node.role === role)?.container ?? '';
  proof.say(`killing ${victim}, a ZooKeeper ${role}`);
  const ended = proof.timeline.fault(NAME, `ZooKeeper ${role} killed`);
  const from = Date.now();
  const outage = await killServer(proof, victim);
  await awaitServing(proof, ensemble.length - 1, clients);
  const servedMs = Date.now() - from;
  await scenario.awaitFlow(Date.now());
  await pause(Duration.milliseconds(proof.durationMs), proof.signal, `a ZooKeeper ${role} down`);
  await scenario.awaitFlow(Date.now());
  return {
    outage,
    ended,
    evidence: `${victim} (${role}) killed: the others served every broker again after ${seconds(servedMs)}`,
  };
}

/** Kills serving nodes, the leader first, until fewer than a majority are left. */
async function breakQuorum(proof: ProofContext): Promise<Outage[]> {
  const ensemble = await viewEnsemble(proof);
  return await settleAll(quorumVictims(ensemble).map((container) => killServer(proof, container)));
}

/** The nodes to take away so that too few are left, the leader among them. */
export function quorumVictims(ensemble: readonly EnsembleNode[]): string[] {
  const serving = ensemble
    .filter(({ role }) => role !== 'none')
    .sort((a, b) => Number(b.role === 'leader') - Number(a.role === 'leader'));
  return serving.slice(0, serving.length - majority(ensemble.length) + 1).map(({ container }) => container);
}

/** Brokers serve producers without ZooKeeper: that one of its nodes is lost is no reason to refuse a record. */
export function refusalViolations(refused: number): Violation[] {
  return refused === 0
    ? []
    : [
        {
          code: 'SendsRefused',
          subject: 'sends while one ZooKeeper node was down',
          rule: 'must not be refused',
          value: refused,
          remedy: 'see that every broker names every ZooKeeper node (zookeeper.connect), and look at the brokers’ logs',
        },
      ];
}

function noSpareNode(cluster: string, nodes: number): Violation {
  return {
    code: 'SpareZooKeeperMissing',
    subject: `cluster ${cluster}`,
    rule: 'must have a ZooKeeper node that it can lose',
    value: nodes,
    remedy: 'declare 3 nodes: Metadata.zooKeeper({ nodes: 3 })',
  };
}

export const zookeeper: Check = {
  name: NAME,
  promise:
    'a ZooKeeper node that is lost, also the leader, makes no send fail; a lost quorum loses no acknowledged record, and every ' +
    'broker registers again when it is back',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
