import { PassThrough } from 'node:stream';
import { describeMetadata } from '../../../../runtime/kafka/metadata-view';
import { ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

/** A broker's answer to Metadata 9, in which a partition has no leader. */
function answer(): Buffer {
  const body = new ByteWriter();
  const nodes = (ids: readonly number[]): ByteWriter => body.compactArray(ids, (id) => body.int32(id));
  body.int32(3).untagged().int32(0);
  body.compactArray([1, 2], (id) =>
    body
      .int32(id)
      .compact('127.0.0.1')
      .int32(19_000 + id)
      .nullableCompact(undefined)
      .untagged(),
  );
  body.nullableCompact('id').int32(2);
  body.compactArray(['orders'], (topic) => {
    body.int16(0).compact(topic).int8(0);
    body.compactArray([[1, -1, 5] as const, [0, 2, 0] as const], ([partition, leader, error]) => {
      body.int16(error).int32(partition).int32(leader).int32(4);
      nodes([1, 2]);
      nodes([2]);
      nodes([1]);
      body.untagged();
    });
    body.int32(0).untagged();
  });
  const frame = body.int32(0).untagged().toBuffer();
  return Buffer.concat([new ByteWriter().int32(frame.length).toBuffer(), frame]);
}

test('a partition without a leader is told of like the others', async () => {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  // What is written to a pass-through comes back; the answer takes its place.
  stream.write = (): boolean => stream.push(answer());
  const partition = { topic: 'orders', replicas: [1, 2], isr: [2] };
  expect(await describeMetadata(frames)).toEqual({
    controller: 2,
    brokers: ['127.0.0.1:19001', '127.0.0.1:19002'],
    partitions: [
      { ...partition, partition: 0, leader: 2 },
      { ...partition, partition: 1, leader: -1 },
    ],
  });
});
