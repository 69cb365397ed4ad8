import { counted } from '../../../model/formats/counted';
import { Duration } from '../../../model/units/duration';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import type { Violation } from '../../../model/violation';
import { viewCluster } from '../../../runtime/kafka/cluster-view';
import { keepsUp, type QuorumView, viewQuorum } from '../../../runtime/kafka/quorum-view';
import { patient } from '../../../runtime/patience';
import { until } from '../../../runtime/wait';
import type { ProofContext } from '../../context/proof-context';
import { promised } from '../../context/promise-broken';
import { isServing, type QuorumServer } from '../quorum-loss';
import { type Voter, votersOf } from './voters';

const REMEDY = 'look at the controllers’ logs (docker logs), then run npm run deploy';

/** The quorum, as a broker that lives tells it. */
async function seenQuorum(proof: ProofContext): Promise<QuorumView> {
  const { brokers } = await viewCluster(proof.admin);
  return await viewQuorum(proof, [...brokers.values()]);
}

/** The declared voters and what they do: who does not keep up with the leader takes no part. */
export const serversIn = (
  voters: readonly Pick<Voter, 'container' | 'nodeId'>[],
  quorum: QuorumView,
): readonly QuorumServer[] =>
  voters.map(({ container, nodeId }) => ({
    container,
    role: nodeId === quorum.leader ? 'leader' : keepsUp(quorum, nodeId) ? 'follower' : 'none',
  }));

export async function viewControllers(proof: ProofContext): Promise<readonly QuorumServer[]> {
  return serversIn(votersOf(proof.manifest), await seenQuorum(proof));
}

/** Waits until so many controllers serve, one of them as the leader, and every broker has the metadata that it has. */
export async function awaitServing(proof: ProofContext, controllers: number): Promise<void> {
  const { brokers } = proof.manifest;
  const voters = votersOf(proof.manifest);
  await promised(
    until(
      async () => {
        const quorum = await seenQuorum(proof);
        return isServing(serversIn(voters, quorum), controllers) && brokers.every(({ id }) => keepsUp(quorum, id));
      },
      {
        // An election can need several rounds on a busy machine.
        within: patient(120),
        awaiting: `${counted(controllers, 'controller')} to serve every broker`,
        every: Duration.milliseconds(250),
        signal: proof.signal,
      },
    ),
  );
}

/** What is wrong with who belongs to the quorum. */
export function memberViolations(
  manifest: Pick<ClusterManifest, 'name' | 'metadata' | 'brokers' | 'listeners'>,
  quorum: QuorumView,
): Violation[] {
  const { name, brokers } = manifest;
  const declared = votersOf(manifest).map(({ nodeId }) => nodeId);
  const voters = quorum.voters.map(({ nodeId }) => nodeId);
  const known = [...voters, ...quorum.observers.map(({ nodeId }) => nodeId)];
  return [
    ...(declared.includes(quorum.leader)
      ? []
      : [
          {
            code: 'ControllerMissing',
            subject: `cluster ${name}`,
            rule: `must be led by one of its controllers (${declared.join(', ')})`,
            value: quorum.leader,
            remedy: REMEDY,
          },
        ]),
    ...voters
      .filter((node) => !declared.includes(node))
      .map((node) => ({
        code: 'VoterUnknown',
        subject: `node ${node}`,
        rule: 'must be declared as a controller, since it votes',
        value: node,
        remedy: 'stop what joined the quorum, or declare it',
      })),
    ...declared
      .filter((node) => !voters.includes(node))
      .map((node) => ({
        code: 'VoterMissing',
        subject: `controller ${node}`,
        rule: 'must be one of the quorum’s voters',
        value: voters.join(', '),
        remedy: REMEDY,
      })),
    ...brokers
      .filter(({ id }) => !known.includes(id))
      .map(({ id }) => ({
        code: 'ObserverMissing',
        subject: `broker ${id}`,
        rule: 'must follow the quorum, which is where it gets the metadata from',
        value: known.join(', '),
        remedy: REMEDY,
      })),
  ];
}
