import { writeAnswer } from '../../../../proof/access/topic-write';

test('a write counts as allowed when nothing but the number of acknowledgements stopped it', () => {
  expect(writeAnswer('INVALID_REQUIRED_ACKS')).toBe('allowed');
  expect(writeAnswer('TOPIC_AUTHORIZATION_FAILED')).toBe('TOPIC_AUTHORIZATION_FAILED');
});
