import { PassThrough } from 'node:stream';
import { addVoter, removeVoter } from '../../../../runtime/kafka/quorum-voters';
import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

const MEMBER = { nodeId: 1004, directory: 'J1f_EAV4H5UR8KWYQxUsVg' };
const ENDPOINT = { listener: 'CONTROLLER', host: 'dev-controller-4.dev-backplane', port: 9093 };

/** Asks one that answers with that error, and gives what it was asked after the header. */
async function ask(
  question: (frames: FramedConnection) => Promise<void>,
  error = 0,
): Promise<{ readonly key: number; readonly version: number; readonly body: ByteReader }> {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  let asked: Buffer = Buffer.alloc(0);
  const body = new ByteWriter().int32(80).untagged().int32(0).int16(error).nullableCompact('why').untagged();
  const frame = body.toBuffer();
  stream.write = (sent: Buffer): boolean => {
    asked = sent;
    return stream.push(Buffer.concat([new ByteWriter().int32(frame.length).toBuffer(), frame]));
  };
  await question(frames);
  const reader = new ByteReader(asked).skip(4);
  const [key, version] = [reader.int16(), reader.int16()];
  reader.skip(4).string();
  return { key, version, body: reader.tagged() };
}

test('a vote is given to a member by its number and its folder, with where others reach it', async () => {
  const { key, version, body } = await ask((frames) => addVoter(frames, MEMBER, ENDPOINT));
  expect([key, version, body.nullableCompactString(), body.int32()]).toEqual([80, 0, undefined, 30_000]);
  expect([body.int32(), body.uuid()]).toEqual([MEMBER.nodeId, MEMBER.directory]);
  expect(body.compactArray(() => [body.compactString(), body.compactString(), body.int16(), body.unsigned()])).toEqual([
    [ENDPOINT.listener, ENDPOINT.host, ENDPOINT.port, 0],
  ]);
});

test('a vote is taken from one by the same', async () => {
  const { key, version, body } = await ask((frames) => removeVoter(frames, MEMBER));
  expect([key, version, body.nullableCompactString()]).toEqual([81, 0, undefined]);
  expect([body.int32(), body.uuid()]).toEqual([MEMBER.nodeId, MEMBER.directory]);
});

test('who votes already may be given a vote, and who does not may lose it', async () => {
  await ask((frames) => addVoter(frames, MEMBER, ENDPOINT), 126);
  await ask((frames) => removeVoter(frames, MEMBER), 127);
});

test('fails with what the leader says', async () => {
  await expect(ask((frames) => addVoter(frames, MEMBER, ENDPOINT), 127)).rejects.toThrow('VOTER_NOT_FOUND: why');
  await expect(ask((frames) => removeVoter(frames, MEMBER), 41)).rejects.toThrow('NOT_CONTROLLER: why');
});
