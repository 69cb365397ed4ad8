import type { FeatureLevels } from '../../model/cluster/metadata-store';
import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { refuse } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';

const API_VERSIONS: RequestKind = { key: 18, version: 3, flexible: true, plainAnswer: true };
/** Number of the field with what the cluster has agreed upon. */
const FINALIZED = 2;

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
