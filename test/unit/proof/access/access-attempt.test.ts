import { Duration } from '../../../../model/units/duration';
import { type AccessAttempt, accessViolations, answered } from '../../../../proof/access/access-attempt';

const codes = (violations: readonly { readonly code: string }[]): string[] => violations.map(({ code }) => code);

const never = new AbortController().signal;

function answering(...answers: readonly string[]): () => Promise<string> {
  const left = [...answers];
  return () => Promise.resolve(left.length > 1 ? (left.shift() ?? '') : (left[0] ?? ''));
}

describe('what a user tried', () => {
  const attempt: AccessAttempt = { user: 'u', topic: 't', operation: 'write', expected: 'refused', actual: 'allowed' };

  test('passes for what is allowed and for what is refused for its reason', () => {
    expect(accessViolations({ ...attempt, expected: 'allowed' })).toEqual([]);
    expect(accessViolations({ ...attempt, actual: 'TOPIC_AUTHORIZATION_FAILED' })).toEqual([]);
    expect(accessViolations({ ...attempt, operation: 'read', actual: 'GROUP_AUTHORIZATION_FAILED' })).toEqual([]);
  });

  test('fails for a write that is let through without a right to it', () => {
    expect(codes(accessViolations(attempt))).toEqual(['AccessTooWide']);
  });

  test('fails for a refusal of what is granted, and for one with another reason', () => {
    const refused = { ...attempt, operation: 'read', actual: 'TOPIC_AUTHORIZATION_FAILED' } as const;
    expect(codes(accessViolations({ ...refused, expected: 'allowed' }))).toEqual(['AccessDenied']);
    expect(codes(accessViolations({ ...attempt, actual: 'REQUEST_TIMED_OUT' }))).toEqual(['AccessDenied']);
    expect(codes(accessViolations({ ...attempt, actual: 'GROUP_AUTHORIZATION_FAILED' }))).toEqual(['AccessDenied']);
  });
});

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
    expect(await answered('read', answering('LEADER_NOT_AVAILABLE'), never, Duration.milliseconds(1))).toBe(
      'LEADER_NOT_AVAILABLE',
    );
  });
});
