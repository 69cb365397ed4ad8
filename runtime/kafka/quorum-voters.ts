import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { nameOf, refuseWith } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';
import type { QuorumMember } from './quorum-view';

/** A member by what tells it from all others. */
export type MemberKey = Pick<QuorumMember, 'nodeId' | 'directory'>;

/** Where the others reach a voter. */
export interface VoterEndpoint {
  readonly listener: string;
  readonly host: string;
  readonly port: number;
}

const ADD_VOTER: RequestKind = { key: 80, version: 0, flexible: true };
const REMOVE_VOTER: RequestKind = { key: 81, version: 0, flexible: true };
const WITHIN_MS = 30_000;

/**
 * Gives a member of a quorum a vote (KIP-853), once the leader has agreed upon that with most others; also one that has it. Any broker hands the request on to the
 * leader.
 *
 * @throws Refused where it does not: the member lags, or another change is under way
 */
export async function addVoter(
  frames: FramedConnection,
  { nodeId, directory }: MemberKey,
  { listener, host, port }: VoterEndpoint,
): Promise<void> {
  const body = new ByteWriter().nullableCompact(undefined).int32(WITHIN_MS).int32(nodeId).uuid(directory);
  body
    // A port above 32767 would be written as below 0, in the same two bytes.
    .compactArray([listener], (name) =>
      body
        .compact(name)
        .compact(host)
        .int16((port << 16) >> 16)
        .untagged(),
    )
    .untagged();
  await change(frames, ADD_VOTER, body, 'DUPLICATE_VOTER');
}

/**
 * Takes a member's vote from it; also from one that has none. The leader may be it: another one is elected then.
 *
 * @throws Refused where the leader does not
 */
export async function removeVoter(frames: FramedConnection, { nodeId, directory }: MemberKey): Promise<void> {
  const body = new ByteWriter().nullableCompact(undefined).int32(nodeId).uuid(directory).untagged();
  await change(frames, REMOVE_VOTER, body, 'VOTER_NOT_FOUND');
}

async function change(frames: FramedConnection, kind: RequestKind, body: ByteWriter, done: string): Promise<void> {
  const answer = await exchange(frames, 'cdktf-kafka', kind, body);
  const error = nameOf(answer.skip(4).int16());
  const message = answer.compactString();
  if (error !== done) {
    refuseWith(error, message);
  }
}
