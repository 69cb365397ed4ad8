import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { nameOf, refuse } from '../protocol/kafka-error';
import { exchange, type RequestKind } from '../protocol/kafka-request';

const UNREGISTER_BROKER: RequestKind = { key: 64, version: 0, flexible: true };

/**
 * Has a KRaft quorum forget a broker that doesn't run any more (KIP-500), also one that it doesn't know: it keeps whoever has registered,
 * unlike ZooKeeper, where a registration ends with the session. Any broker hands the request on to the quorum.
 *
 * @throws Refused where the quorum does not
 */
export async function unregisterBroker(frames: FramedConnection, broker: number): Promise<void> {
  const answer = await exchange(frames, 'cdktf-kafka', UNREGISTER_BROKER, new ByteWriter().int32(broker).untagged());
  const error = answer.skip(4).int16();
  if (nameOf(error) !== 'BROKER_ID_NOT_REGISTERED') {
    refuse(error);
  }
}
