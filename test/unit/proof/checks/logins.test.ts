import { loginViolations, untriedViolations } from '../../../../proof/checks/logins';

describe('the logins check', () => {
  test('passes when every address let the user in', () => {
    expect(loginViolations('a by certificate', [{ address: 'x:1', reason: undefined }])).toEqual([]);
  });

  test('fails once for each reason, with the addresses and the remedy for it', () => {
    const failures = [
      { address: 'x:1', reason: 'Authentication failed' },
      { address: 'x:2', reason: 'Authentication failed' },
      { address: 'x:3', reason: 'Connection error' },
    ];
    expect(loginViolations('a by PLAIN', failures)).toMatchObject([
      { subject: 'a by PLAIN at x:1, x:2', remedy: expect.stringContaining('password') as string },
      { subject: 'a by PLAIN at x:3', remedy: expect.stringContaining('docker logs') as string },
    ]);
  });

  test('fails to judge a user for whom no way in could be tried', () => {
    expect(untriedViolations(['a', 'b'], new Set(['a']))).toMatchObject([{ code: 'LoginNotTried', subject: 'b' }]);
  });
});
