import { PassThrough } from 'node:stream';
import { featureLevels } from '../../../../runtime/kafka/feature-levels';
import { ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

/** A connection to one that answers so. */
function connected(answer: ByteWriter): FramedConnection {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  const body = answer.toBuffer();
  // What is written to a pass-through comes back; the answer takes its place.
  stream.write = (): boolean => stream.push(Buffer.concat([new ByteWriter().int32(body.length).toBuffer(), body]));
  return frames;
}

/** An answer to ApiVersions 3 (KIP-584), whose header has no tagged fields. */
function versions(error = 0): ByteWriter {
  const finalized = new ByteWriter();
  finalized.compactArray(Object.entries({ 'metadata.version': 33, 'kraft.version': 0 }), ([name, level]) =>
    finalized.compact(name).int16(level).int16(level).untagged(),
  );
  const supported = new ByteWriter();
  supported.compactArray(['metadata.version'], (name) => supported.compact(name).int16(7).int16(40).untagged());
  const body = new ByteWriter().int32(18).int16(error);
  body.compactArray([0, 18], (key) => body.int16(key).int16(0).int16(4).untagged()).int32(0);
  const fields = [supported.toBuffer(), new ByteWriter().int64(5).toBuffer(), finalized.toBuffer()];
  body.unsigned(fields.length);
  fields.forEach((field, number) => body.unsigned(number).unsigned(field.length).raw(field));
  return body;
}

test('the levels are those that a cluster has agreed upon, and not those that a broker knows', async () => {
  expect(await featureLevels(connected(versions()))).toEqual({ 'metadata.version': 33, 'kraft.version': 0 });
});

test('fails where a broker does not tell', async () => {
  await expect(featureLevels(connected(versions(35)))).rejects.toThrow('error 35');
});
