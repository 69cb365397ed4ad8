import { PassThrough } from 'node:stream';
import { featureLevels, raiseFeatures } from '../../../../runtime/kafka/feature-levels';
import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

/** A connection to one that answers so, and what it was asked. */
function connected(answer: ByteWriter): { readonly frames: FramedConnection; readonly asked: Buffer[] } {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  const asked: Buffer[] = [];
  const body = answer.toBuffer();
  stream.write = (message: Buffer): boolean => {
    asked.push(message);
    return stream.push(Buffer.concat([new ByteWriter().int32(body.length).toBuffer(), body]));
  };
  return { frames, asked };
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
  const { frames } = connected(versions());
  expect(await featureLevels(frames)).toEqual({ 'metadata.version': 33, 'kraft.version': 0 });
});

test('fails where a broker does not tell', async () => {
  await expect(featureLevels(connected(versions(35)).frames)).rejects.toThrow('error 35');
});

const raised = (error: number, message?: string): ByteWriter =>
  new ByteWriter().int32(57).untagged().int32(0).int16(error).nullableCompact(message).unsigned(1).untagged();

test('those that rise are named with their levels, and no other', async () => {
  const { frames, asked } = connected(raised(0));
  await raiseFeatures(frames, { 'metadata.version': 33 });
  const [request = Buffer.alloc(0)] = asked;
  const reader = new ByteReader(request).skip(4);
  expect([reader.int16(), reader.int16()]).toEqual([57, 1]);
  reader.skip(4);
  expect(reader.string()).toBe('cdktf-kafka');
  reader.tagged().skip(4);
  expect(reader.compactArray(() => [reader.compactString(), reader.int16(), reader.int8(), reader.unsigned()])).toEqual(
    [['metadata.version', 33, 1, 0]],
  );
  // It is no trial.
  expect(reader.int8()).toBe(0);
});

test('fails where the quorum does not let them rise', async () => {
  const refused = connected(raised(95, 'Broker 2 does not support this feature.')).frames;
  await expect(raiseFeatures(refused, { 'metadata.version': 33 })).rejects.toThrow('error 95: Broker 2 does not');
});
