import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { nameOf, refuseWith } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';
import { Refused } from '../protocol/refused';
import { askAnyBroker, type Asking } from './administrator-connection';

/** One that follows the quorum's log, as its leader sees it. */
export interface QuorumMember {
  /** Kafka's `node.id`. */
  readonly nodeId: number;
  /** Identity of the folder that it keeps the log in (`directory.id`), as Kafka writes it: another volume is another member. */
  readonly directory: string;
  readonly logEndOffset: number;
  /** When it had all of the leader's log, as the leader's clock says, in milliseconds; -1 for never. */
  readonly caughtUpMs: number;
}

/** The KRaft quorum, as its leader sees it (KIP-595, KIP-836, KIP-853). */
export interface QuorumView {
  /** Node that leads; -1 for none. */
  readonly leader: number;
  readonly epoch: number;
  readonly voters: readonly QuorumMember[];
  /** The brokers, and controllers that don't vote. */
  readonly observers: readonly QuorumMember[];
}

const DESCRIBE_QUORUM: RequestKind = { key: 55, version: 2, flexible: true };
const METADATA_TOPIC = '__cluster_metadata';

/** A member that lacks no more than the records of this time keeps up: the leader writes one twice a second. */
const KEEPS_UP_MS = 3000;

/**
 * Asks the brokers for the quorum, one after the other until one answers: each hands the question on to the leader.
 *
 * @param addresses `host:port` of each broker's listener for the administrator
 * @throws Refused when none answers
 */
export async function viewQuorum(asking: Asking, addresses: readonly string[]): Promise<QuorumView> {
  return await askAnyBroker(asking, addresses, describeQuorum, 'no broker tells of the quorum');
}

/** The quorum, as a broker that is connected to tells it. */
export async function describeQuorum(frames: FramedConnection): Promise<QuorumView> {
  const body = new ByteWriter();
  body
    .compactArray([METADATA_TOPIC], (topic) =>
      body
        .compact(topic)
        .compactArray([0], (partition) => body.int32(partition).untagged())
        .untagged(),
    )
    .untagged();
  const answer = await exchange(frames, 'cdktf-kafka', DESCRIBE_QUORUM, body);
  const error = nameOf(answer.int16());
  refuseWith(error, answer.compactString());
  const member = (): QuorumMember => {
    const [nodeId, directory, logEndOffset] = [answer.int32(), answer.uuid(), answer.int64()];
    const caughtUpMs = answer.skip(8).int64();
    answer.tagged();
    return { nodeId, directory, logEndOffset, caughtUpMs };
  };
  const partitions = answer.compactArray(() => {
    answer.compactString();
    const views = answer.compactArray((): QuorumView => {
      const unknown = nameOf(answer.skip(4).int16());
      refuseWith(unknown, answer.compactString());
      const [leader, epoch] = [answer.int32(), answer.int32()];
      answer.skip(8);
      const view = { leader, epoch, voters: answer.compactArray(member), observers: answer.compactArray(member) };
      answer.tagged();
      return view;
    });
    answer.tagged();
    return views;
  });
  const [view] = partitions.flat();
  if (view === undefined) {
    throw new Refused('nothing was said of the quorum');
  }
  return view;
}

/** Whether a member has what the leader has, but for what is under way: that very one, whose folder is known. */
export const isCaughtUp = ({ leader, voters }: QuorumView, { caughtUpMs }: QuorumMember): boolean =>
  (voters.find(({ nodeId }) => nodeId === leader)?.caughtUpMs ?? Infinity) - caughtUpMs <= KEEPS_UP_MS;

/** Whether a controller or a broker has what the leader has, but for what is under way. */
export const keepsUp = (quorum: QuorumView, nodeId: number): boolean =>
  // One whose volume is new is there twice for 5 minutes: the leader tells members apart by their folders too.
  [...quorum.voters, ...quorum.observers].some((each) => each.nodeId === nodeId && isCaughtUp(quorum, each));
