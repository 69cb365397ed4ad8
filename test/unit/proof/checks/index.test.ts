import { CHECKS } from '../../../../proof/checks';

describe('the checks', () => {
  test('have names of their own', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });
});
