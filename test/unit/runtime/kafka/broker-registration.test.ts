import { PassThrough } from 'node:stream';
import { unregisterBroker } from '../../../../runtime/kafka/broker-registration';
import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

/** Asks one that answers with that error, and gives what it was asked. */
async function ask(error: number): Promise<Buffer> {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  let asked: Buffer = Buffer.alloc(0);
  const body = new ByteWriter().int32(64).untagged().int32(0).int16(error).nullableCompact(undefined).untagged();
  const frame = body.toBuffer();
  stream.write = (sent: Buffer): boolean => {
    asked = sent;
    return stream.push(Buffer.concat([new ByteWriter().int32(frame.length).toBuffer(), frame]));
  };
  await unregisterBroker(frames, 4);
  return asked;
}

test('the quorum is asked to forget a broker by its id, and may not know it', async () => {
  for (const error of [0, 102]) {
    const asked = new ByteReader(await ask(error)).skip(4);
    expect([asked.int16(), asked.int16(), asked.int32()]).toEqual([64, 0, 64]);
    expect([asked.string(), asked.tagged().int32(), asked.int8()]).toEqual(['cdktf-kafka', 4, 0]);
  }
});

test('fails when it does not forget it', async () => {
  await expect(ask(31)).rejects.toThrow('CLUSTER_AUTHORIZATION_FAILED');
  await expect(ask(41)).rejects.toThrow('NOT_CONTROLLER');
});
