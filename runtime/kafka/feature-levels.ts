import type { FeatureLevels } from '../../model/cluster/metadata-store';
import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { nameOf, refuse, refuseWith } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';

const API_VERSIONS: RequestKind = { key: 18, version: 3, flexible: true, plainAnswer: true };
const UPDATE_FEATURES: RequestKind = { key: 57, version: 1, flexible: true };
/** Number of the field with what the cluster has agreed upon. */
const FINALIZED = 2;
/** A level that rises; others fall, and lose something or not. */
const UPGRADE = 1;
const WITHIN_MS = 60_000;

/** The levels that a cluster's features are at, as one of its brokers tells. */
export async function featureLevels(frames: FramedConnection): Promise<FeatureLevels> {
  const software = new ByteWriter().compact('cdktf-kafka').compact('1').untagged();
  const answer = await exchange(frames, 'cdktf-kafka', API_VERSIONS, software);
  refuse(answer.int16());
  answer.compactArray(() => answer.skip(6).tagged());
  const levels: Record<string, number> = {};
  answer.skip(4).tagged({
    [FINALIZED]: (field) =>
      field.compactArray(() => {
        levels[field.compactString()] = field.int16();
        field.skip(2).tagged();
      }),
  });
  return levels;
}

/**
 * Has a cluster's features rise to levels, all of them or none. Any broker hands the request on to the quorum.
 *
 * @throws Refused where a server does not know a level, or one would fall
 */
export async function raiseFeatures(frames: FramedConnection, levels: FeatureLevels): Promise<void> {
  const body = new ByteWriter().int32(WITHIN_MS);
  body
    .compactArray(Object.entries(levels), ([name, level]) => body.compact(name).int16(level).int8(UPGRADE).untagged())
    // Not to try it alone.
    .int8(0)
    .untagged();
  const answer = await exchange(frames, 'cdktf-kafka', UPDATE_FEATURES, body);
  const error = nameOf(answer.skip(4).int16());
  refuseWith(error, answer.compactString());
}
