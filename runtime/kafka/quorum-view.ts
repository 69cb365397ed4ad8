import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { refuse } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';
import { Refused } from '../protocol/refused';
import { askAnyBroker, type Asking } from './administrator-connection';

/** One that follows the quorum's log, as its leader sees it. */
export interface QuorumMember {
  /** Kafka's `node.id`. */
  readonly nodeId: number;
  readonly logEndOffset: number;
  /** When it had all of the leader's log, as the leader's clock says, in milliseconds; -1 for never. */
  readonly caughtUpMs: number;
}

/** The KRaft quorum, as its leader sees it (KIP-595, KIP-836). */
export interface QuorumView {
  /** Node that leads; -1 for none. */
  readonly leader: number;
  readonly epoch: number;
  readonly voters: readonly QuorumMember[];
  /** The brokers. */
  readonly observers: readonly QuorumMember[];
}

const DESCRIBE_QUORUM: RequestKind = { key: 55, version: 1, flexible: true };
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
  refuse(answer.int16());
  const member = (): QuorumMember => {
    const [nodeId, logEndOffset] = [answer.int32(), answer.int64()];
    const caughtUpMs = answer.skip(8).int64();
    answer.tagged();
    return { nodeId, logEndOffset, caughtUpMs };
  };
  const partitions = answer.compactArray(() => {
    answer.compactString();
    const views = answer.compactArray((): QuorumView => {
      refuse(answer.skip(4).int16());
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

/** Whether a controller or a broker has what the leader has, but for what is under way. */
export function keepsUp({ leader, voters, observers }: QuorumView, nodeId: number): boolean {
  const now = voters.find((voter) => voter.nodeId === leader)?.caughtUpMs ?? Infinity;
  // One whose volume is new is there twice for 5 minutes: the leader tells members apart by their folders too.
  return [...voters, ...observers].some((each) => each.nodeId === nodeId && now - each.caughtUpMs <= KEEPS_UP_MS);
}
