import { answered, writeAnswer } from '../../../../proof/checks/access';

const never = new AbortController().signal;

function answering(...answers: readonly string[]): () => Promise<string> {
  const left = [...answers];
  return () => Promise.resolve(left.length > 1 ? (left.shift() ?? '') : (left[0] ?? ''));
}

describe('a try of an access', () => {
  test('is repeated while the group’s coordinator is being chosen', async () => {
    const attempt = answering('GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP', 'allowed');
    expect(await answered('read', attempt, never)).toBe('allowed');
  });

  test('ends with the first refusal', async () => {
    expect(await answered('write', answering('TOPIC_AUTHORIZATION_FAILED', 'allowed'), never)).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  test('that is never answered comes to its last error', async () => {
    expect(await answered('read', answering('LEADER_NOT_AVAILABLE'), never, '1ms')).toBe('LEADER_NOT_AVAILABLE');
  });

  test('of writing counts as allowed when nothing but the number of acknowledgements stopped it', () => {
    expect(writeAnswer('INVALID_REQUIRED_ACKS')).toBe('allowed');
    expect(writeAnswer('TOPIC_AUTHORIZATION_FAILED')).toBe('TOPIC_AUTHORIZATION_FAILED');
  });
});
