import type { ClusterManifest } from '../model/manifest/manifest';
import { CONTROLLER_LISTENER } from '../model/metadata/kraft/kraft-controller';
import { DYNAMIC_LEVELS, QUORUM_FEATURE } from '../model/metadata/kraft/kraft-features';
import { Duration } from '../model/units/duration';
import type { Violation } from '../model/violation';
import { featuresToRaise, usedFeatures } from '../runtime/kafka/feature-changes';
import { isCaughtUp, type QuorumMember, type QuorumView, viewQuorum } from '../runtime/kafka/quorum-view';
import { addVoter, type MemberKey, removeVoter } from '../runtime/kafka/quorum-voters';
import { askStandingBroker, standingAddresses } from '../runtime/kafka/standing-brokers';
import { until } from '../runtime/wait';

/** One change of who votes; Kafka makes one after the other. */
export interface MemberChange {
  readonly kind: 'add' | 'remove';
  readonly member: MemberKey;
}

/** Who asks: the cluster, and the folder of all users' files. */
interface Asking {
  readonly manifest: ClusterManifest;
  readonly clients: string;
}

const UNHEARD = 'no broker hands it on to the quorum';

/** Whether who votes is to change with what is declared. */
export const hasChangingMembers = ({ metadata }: Pick<ClusterManifest, 'metadata'>): boolean =>
  metadata.quorum === 'dynamic';

/** Kafka's numbers of those that are to vote. */
const declaredVoters = ({ metadata }: Pick<ClusterManifest, 'metadata'>): readonly number[] =>
  metadata.servers.flatMap(({ nodeId }) => nodeId ?? []);

/**
 * What is next on the way to a quorum in which those vote that are declared; undefined where nothing can be done, or nothing is to be. A controller whose
 * volume is another one is another member: its former one loses its vote first, since no two may have one number. A vote is
 * given only to who has what the leader has, and taken from nobody who does the same under that number.
 */
export function nextMemberChange(declared: readonly number[], quorum: QuorumView): MemberChange | undefined {
  const { voters, observers, leader } = quorum;
  if (leader < 0) {
    return undefined;
  }
  const isNow = (node: number): boolean => declared.includes(node);
  const ready = observers.filter((each) => isNow(each.nodeId) && isCaughtUp(quorum, each));
  const replaced = voters.find(
    (voter) => !isCaughtUp(quorum, voter) && ready.some(({ nodeId }) => nodeId === voter.nodeId),
  );
  const added = ready.find(({ nodeId }) => voters.every((voter) => voter.nodeId !== nodeId));
  if (replaced !== undefined) {
    return { kind: 'remove', member: replaced };
  }
  if (added !== undefined) {
    return { kind: 'add', member: added };
  }
  // Those that are left must be able to agree upon that without it.
  const left = lackingVoter(declared, quorum) === undefined ? nextToLeave(declared, quorum) : undefined;
  return left && { kind: 'remove', member: left };
}

/** The first of those that are to vote no more: who is away already, since the others would count it in vain, and the leader last. */
function nextToLeave(declared: readonly number[], quorum: QuorumView): QuorumMember | undefined {
  const rank = (voter: QuorumMember): number =>
    Number(isCaughtUp(quorum, voter)) + Number(voter.nodeId === quorum.leader);
  return quorum.voters.filter(({ nodeId }) => !declared.includes(nodeId)).sort((a, b) => rank(a) - rank(b))[0];
}

/** The first that has no vote, or not all of the metadata, by the volume that it has now. */
const lackingVoter = (declared: readonly number[], quorum: QuorumView): number | undefined =>
  declared.find((node) => !quorum.voters.some((voter) => voter.nodeId === node && isCaughtUp(quorum, voter)));

/**
 * What a quorum lacks whose members are to be those that are declared, each by the volume that it has now; undefined when nothing.
 *
 * @param leaving one that the others are to do without, however it is
 */
export function unmetMembership(declared: readonly number[], quorum: QuorumView, leaving?: number): string | undefined {
  const { voters, leader } = quorum;
  if (leader < 0) {
    return 'the controllers to elect a leader';
  }
  const lacking = lackingVoter(
    declared.filter((node) => node !== leaving),
    quorum,
  );
  const foreign = voters.find(({ nodeId }) => !declared.includes(nodeId));
  return lacking !== undefined
    ? `controller ${lacking} to vote, with all of the metadata`
    : foreign && `controller ${foreign.nodeId} to vote no more`;
}

/** Changes what is next. @throws Refused where the quorum does not */
async function changeMembers(asking: Asking, { kind, member }: MemberChange): Promise<void> {
  const { servers } = asking.manifest.metadata;
  const server = servers.find(({ nodeId }) => nodeId === member.nodeId);
  await askStandingBroker(
    asking,
    async (frames) => {
      if (kind === 'remove' || server === undefined) {
        await removeVoter(frames, member);
      } else {
        await addVoter(frames, member, { listener: CONTROLLER_LISTENER, host: server.host, port: server.port });
      }
    },
    UNHEARD,
  );
}

/**
 * Goes one step on the way to a quorum in which those vote that are declared.
 *
 * @param leaving one that the others are to do without, however it is
 * @returns what is still lacking; undefined when nothing
 */
export async function approachMembership(
  asking: Asking,
  quorum: QuorumView,
  leaving?: number,
): Promise<string | undefined> {
  const declared = declaredVoters(asking.manifest);
  const due = nextMemberChange(declared, quorum);
  if (due !== undefined) {
    await changeMembers(asking, due);
  }
  return due === undefined
    ? unmetMembership(declared, quorum, leaving)
    : `the quorum to ${due.kind} controller ${due.member.nodeId}`;
}

const lookAt = async (asking: Asking): Promise<QuorumView> =>
  await viewQuorum(asking, await standingAddresses(asking.manifest));

/**
 * Has those vote that are declared, and nobody else, where the members change.
 *
 * @returns whether something was changed
 * @throws OperationError `TimedOut`
 */
export async function settleMembers(asking: Asking): Promise<boolean> {
  let changed = false;
  await until(
    async () => {
      const quorum = await lookAt(asking);
      changed ||= nextMemberChange(declaredVoters(asking.manifest), quorum) !== undefined;
      const unmet = await approachMembership(asking, quorum);
      if (unmet !== undefined) {
        throw new Error(`awaiting ${unmet}`);
      }
      return true;
    },
    {
      within: Duration.seconds(Math.max(120, 60 + (asking.manifest.startSeconds ?? 0))),
      awaiting: 'the declared controllers to vote, and nobody else',
      every: Duration.milliseconds(500),
    },
  );
  return changed;
}

/**
 * Takes the vote from a controller that leaves, before it is taken away: those that stay go on without it, and must all be there to agree upon that.
 *
 * @throws OperationError `TimedOut`
 */
export async function dismissVoter(asking: Asking, node: number): Promise<void> {
  await until(
    async () => {
      const quorum = await lookAt(asking);
      const { leader, voters } = quorum;
      const member = voters.find(({ nodeId }) => nodeId === node);
      if (member !== undefined) {
        const lacking = lackingVoter(declaredVoters(asking.manifest), quorum);
        if (lacking !== undefined) {
          throw new Error(`controller ${lacking} must have all of the metadata before`);
        }
        // Another one that leaves may be away already: of two votes, none can be taken then.
        const first = nextToLeave(declaredVoters(asking.manifest), quorum) ?? member;
        await changeMembers(asking, { kind: 'remove', member: isCaughtUp(quorum, first) ? member : first });
        return false;
      }
      return leader >= 0 && leader !== node;
    },
    {
      within: Duration.seconds(120),
      awaiting: `the quorum to go on without controller ${node}`,
      every: Duration.milliseconds(500),
    },
  );
}

/** The controller that leads, as the brokers tell. @throws OperationError `TimedOut` */
export const leadingController = async (asking: Asking): Promise<number> =>
  await until(
    async () => {
      const { leader } = await lookAt(asking);
      return leader >= 0 && leader;
    },
    {
      within: Duration.seconds(30),
      awaiting: 'a broker to tell who leads the quorum',
    },
  );

/**
 * What is wrong with replacing servers by such as name no voters, while the metadata name none either. Where no broker tells, nothing is: nobody is replaced
 * that the others need then.
 */
export async function membershipViolations(
  manifest: ClusterManifest,
  clients: () => Promise<string>,
): Promise<readonly Violation[]> {
  if (!hasChangingMembers(manifest)) {
    return [];
  }
  let used;
  try {
    used = await usedFeatures(manifest, await clients());
  } catch {
    return [];
  }
  return Object.keys(featuresToRaise(DYNAMIC_LEVELS, used)).length === 0
    ? []
    : [
        {
          code: 'QuorumNotDynamic',
          subject: `cluster ${manifest.name}`,
          rule: 'must have who votes in its metadata before a server is replaced by one that doesn’t name the voters',
          value: `${QUORUM_FEATURE} ${used[QUORUM_FEATURE] ?? 0}`,
          remedy:
            'deploy by npm run deploy (cdktf-kafka deploy), which has it rise first, or leave quorum out: no server was touched',
        },
      ];
}
