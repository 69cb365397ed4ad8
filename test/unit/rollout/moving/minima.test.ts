import { changesFor } from '../../../../rollout/moving/minima';
import { alterConfigs, refuseUnaltered } from '../../../../runtime/protocol/alter-configs';
import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';

/** What a broker answers about each topic: an error by Kafka's number, and what it says of it. */
function answerOf(...errors: readonly (readonly [number, string])[]): ByteReader {
  const answer = new ByteWriter().int32(0);
  answer
    .compactArray(errors, ([error, message]) =>
      answer.int16(error).nullableCompact(message).int8(2).compact('orders').untagged(),
    )
    .untagged();
  return new ByteReader(answer.toBuffer());
}

test('the minima of all topics go to the brokers at once, and one that nobody sets is taken away', () => {
  const changes = changesFor([
    { topic: 'orders', value: 1 },
    { topic: '__consumer_offsets', value: undefined },
  ]);
  expect(changes.map(({ type, name }) => `${type} ${name}`)).toEqual(['topic orders', 'topic __consumer_offsets']);
  const body = alterConfigs(changes).toBuffer();
  // Two resources (their number and one), the first a topic, whose one setting is set (0) to a text of one byte.
  expect(body.subarray(0, 9).toString('latin1')).toBe('\x03\x02\x07orders');
  expect(body.toString('latin1')).toContain('\x14min.insync.replicas\x00\x021');
  // The second one's is removed (1), and has no value.
  expect(body.toString('latin1')).toContain('__consumer_offsets\x02\x14min.insync.replicas\x01\x00');
});

test('fails where a broker has refused one of them', () => {
  expect(() => {
    refuseUnaltered(answerOf([0, ''], [0, '']));
  }).not.toThrow();
  expect(() => {
    refuseUnaltered(answerOf([0, ''], [3, 'no such topic']));
  }).toThrow('UNKNOWN_TOPIC_OR_PARTITION: no such topic');
});
