import { REFUSALS, attemptViolations, attemptTable, type Attempt } from '../../../../proof/auth-matrix/attempt';

const attempt = (expected: Attempt['expected'], ...actual: string[]): Attempt => ({
  listener: 'MTLS',
  by: 'certificate',
  identity: 'someone',
  expected,
  answers: actual.map((answer, at) => ({ at: `broker ${at + 1}`, actual: answer })),
});

describe('an attempt', () => {
  test('has no violation when the right one is let in, and the wrong one refused for its reason, with either version of TLS', () => {
    expect(attemptViolations(attempt('let in', 'let in', 'let in'))).toEqual([]);
    expect(
      attemptViolations(
        attempt(REFUSALS.noCertificate, 'TLS alert: certificate required', 'TLS alert: handshake failure'),
      ),
    ).toEqual([]);
  });

  test('fails where a wrong identity is let in, and names the servers', () => {
    expect(attemptViolations(attempt(REFUSALS.rights, 'let in', 'TOPIC_AUTHORIZATION_FAILED', 'let in'))).toEqual([
      expect.objectContaining({
        code: 'IdentityLetIn',
        subject: 'someone by certificate at MTLS, broker 1, 3',
        rule: 'must be refused',
      }),
    ]);
  });

  test('fails where the right identity is refused', () => {
    expect(attemptViolations(attempt('let in', 'SASL_AUTHENTICATION_FAILED'))).toMatchObject([
      { code: 'IdentityRefused' },
    ]);
  });

  test('fails where a refusal has nothing to do with the identity', () => {
    expect(attemptViolations(attempt(REFUSALS.credentials, 'ECONNREFUSED'))).toMatchObject([
      { code: 'RefusalDiffers', value: 'ECONNREFUSED' },
    ]);
    expect(attemptViolations(attempt(REFUSALS.plaintext, 'no answer in time'))).toMatchObject([
      { code: 'RefusalDiffers' },
    ]);
  });

  test('is a row for each answer that it got, and what is wrong stands out', () => {
    expect(attemptTable([attempt(REFUSALS.rights, 'let in', 'TOPIC_AUTHORIZATION_FAILED')]).rows).toEqual([
      ['MTLS', 'certificate', 'someone', 'broker 1', 'WRONG, let in'],
      ['MTLS', 'certificate', 'someone', 'broker 2', 'refused: TOPIC_AUTHORIZATION_FAILED'],
    ]);
  });
});
