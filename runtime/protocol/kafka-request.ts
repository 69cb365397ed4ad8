import { ByteReader, ByteWriter } from './bytes';
import type { FramedConnection } from './framed-connection';

/** A request of Kafka's protocol, in the version that its body is written in. */
export interface RequestKind {
  readonly key: number;
  readonly version: number;
  /** Whether that version has tagged fields (KIP-482). */
  readonly flexible: boolean;
  /** Whether its answer's header has none even so: that of ApiVersions, which tells what a server understands. */
  readonly plainAnswer?: boolean;
}

/** Sends a request, and gives its answer's body. */
export async function exchange(
  frames: FramedConnection,
  client: string,
  { key, version, flexible, plainAnswer = false }: RequestKind,
  body: ByteWriter,
): Promise<ByteReader> {
  const header = new ByteWriter().int16(key).int16(version).int32(key).string(client);
  const message = (flexible ? header.untagged() : header).raw(body.toBuffer()).toBuffer();
  const answer = new ByteReader(await frames.exchange(message)).skip(4);
  return flexible && !plainAnswer ? answer.tagged() : answer;
}
