import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { refuse } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';

const API_VERSIONS: RequestKind = { key: 18, version: 3, flexible: true, plainAnswer: true };
/** Number of the field that says whether who answers takes part in a migration (KIP-866). */
const MIGRATION_READY = 3;
/** What only a member of a quorum hands on. */
const DESCRIBE_QUORUM = 55;

/** What one of Kafka's servers says of itself. */
export interface ServerSpeech {
  /** Whether it takes part in a migration of metadata. */
  readonly migrates: boolean;
  /** Whether it belongs to a quorum. */
  readonly inQuorum: boolean;
}

/** Asks a server of Kafka's what it speaks (ApiVersions). */
export async function serverSpeech(frames: FramedConnection): Promise<ServerSpeech> {
  const software = new ByteWriter().compact('cdktf-kafka').compact('1').untagged();
  const answer = await exchange(frames, 'cdktf-kafka', API_VERSIONS, software);
  refuse(answer.int16());
  const keys = answer.compactArray(() => {
    const key = answer.int16();
    answer.skip(4).tagged();
    return key;
  });
  let migrates = false;
  answer.skip(4).tagged({
    [MIGRATION_READY]: (field) => {
      migrates = field.int8() !== 0;
    },
  });
  return { migrates, inQuorum: keys.includes(DESCRIBE_QUORUM) };
}
