import { clientNameViolations, topicNameViolations } from '../../../../model/resources/resource-names';

const codes = (found: readonly { readonly code: string }[]): readonly string[] => found.map(({ code }) => code);

test.each(['a', 'a.b_c-D1', '...', '__mine', 'x'.repeat(249)])('a topic may be named %s', (name) => {
  expect(topicNameViolations('t', name)).toEqual([]);
});

test.each(['', '.', '..', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(250)])('fails for a topic named %j', (name) => {
  expect(codes(topicNameViolations('t', name))).toEqual(['TopicNameIllegal']);
});

test.each(['__consumer_offsets', '__transaction_state', '__cluster_metadata'])(
  'fails for %s, which Kafka makes by itself',
  (name) => {
    expect(codes(topicNameViolations('t', name))).toEqual(['TopicNameReserved']);
  },
);

describe('the name of a group, a transactional id or a client id', () => {
  test('may hold what a string of Kafka’s protocol can, up to its last byte', () => {
    for (const name of ['a', 'a b', 'Grüße', '日本', 'x'.repeat(32_767), 'ü'.repeat(16_383)]) {
      expect(clientNameViolations('t', 'group', name)).toEqual([]);
    }
  });

  test.each(['', ' a', 'a ', '\ta', 'a\0b', 'x'.repeat(32_768), 'ü'.repeat(16_384)])('fails for %j', (name) => {
    expect(codes(clientNameViolations('t', 'group', name))).toEqual(['GroupNameIllegal']);
    expect(codes(clientNameViolations('t', 'transactional id', name))).toEqual(['TransactionalIdIllegal']);
    expect(codes(clientNameViolations('t', 'client id', name))).toEqual(['ClientIdIllegal']);
  });
});
