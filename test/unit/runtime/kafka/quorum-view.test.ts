import { PassThrough } from 'node:stream';
import { describeQuorum, isCaughtUp, keepsUp } from '../../../../runtime/kafka/quorum-view';
import { ByteWriter } from '../../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

interface Answered {
  readonly error?: number;
  readonly partitionError?: number;
}

/** Names of folders, as Kafka writes their identities. */
const [ONE, TWO, THREE] = ['J1f_EAV4H5UR8KWYQxUsVg', 'c241ed1qU0yKCkYh6kUIEw', 'b3mMyHddCiZ7NYbYlHgiiA'] as const;

/** A broker's answer to DescribeQuorum 2, as KIP-853 has it. */
function answer({ error = 0, partitionError = 0 }: Answered = {}): Buffer {
  const body = new ByteWriter();
  const member = ([id, directory, end, caughtUp]: readonly [number, string, number, number]): ByteWriter =>
    body.int32(id).uuid(directory).int64(end).int64(caughtUp).int64(caughtUp).untagged();
  body
    .int32(55)
    .untagged()
    .int16(error)
    .nullableCompact(undefined)
    .compactArray(['__cluster_metadata'], (topic) =>
      body
        .compact(topic)
        .compactArray([0], (partition) =>
          body
            .int32(partition)
            .int16(partitionError)
            .nullableCompact(undefined)
            .int32(1002)
            .int32(7)
            .int64(90)
            .compactArray(
              [
                [1001, ONE, 88, 50_000],
                [1002, TWO, 90, 60_000],
              ] as const,
              member,
            )
            .compactArray([[1, THREE, 90, 58_000]] as const, member)
            .untagged(),
        )
        .untagged(),
    )
    // Where each is found, which nobody asks for here.
    .compactArray([], () => undefined)
    .untagged();
  const frame = body.toBuffer();
  return Buffer.concat([new ByteWriter().int32(frame.length).toBuffer(), frame]);
}

/** Asks one that answers so. */
async function ask(answered?: Answered): ReturnType<typeof describeQuorum> {
  const stream = new PassThrough();
  const frames = new FramedConnection(stream);
  // What is written to a pass-through comes back; the answer takes its place.
  stream.write = (): boolean => stream.push(answer(answered));
  return await describeQuorum(frames);
}

test('the quorum is who leads it, who votes and who follows', async () => {
  expect(await ask()).toEqual({
    leader: 1002,
    epoch: 7,
    voters: [
      { nodeId: 1001, directory: ONE, logEndOffset: 88, caughtUpMs: 50_000 },
      { nodeId: 1002, directory: TWO, logEndOffset: 90, caughtUpMs: 60_000 },
    ],
    observers: [{ nodeId: 1, directory: THREE, logEndOffset: 90, caughtUpMs: 58_000 }],
  });
});

test('fails when the broker refuses, for all or for the one log', async () => {
  await expect(ask({ error: 31 })).rejects.toThrow('CLUSTER_AUTHORIZATION_FAILED');
  await expect(ask({ partitionError: 6 })).rejects.toThrow('NOT_LEADER_OR_FOLLOWER');
});

test('who had all of the log within the last 3 s keeps up, be it a controller or a broker', async () => {
  const quorum = await ask();
  expect([1001, 1002, 1, 9].map((id) => keepsUp(quorum, id))).toEqual([false, true, true, false]);
  expect(keepsUp({ ...quorum, leader: -1 }, 1002)).toBe(false);
});

test('a broker whose volume is new keeps up, though the leader still knows it by the former one', async () => {
  const quorum = await ask();
  const former = { nodeId: 2, directory: ONE, logEndOffset: 70, caughtUpMs: 40_000 };
  const now = { nodeId: 2, directory: TWO, logEndOffset: 90, caughtUpMs: 59_000 };
  expect(keepsUp({ ...quorum, observers: [former, now] }, 2)).toBe(true);
  expect(keepsUp({ ...quorum, observers: [former] }, 2)).toBe(false);
  expect([former, now].map((member) => isCaughtUp(quorum, member))).toEqual([false, true]);
});
