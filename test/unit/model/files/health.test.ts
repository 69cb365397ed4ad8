import { brokerHealth } from '../../../../model/files/health';

const matches = (test: readonly string[], line: string): boolean => new RegExp(test[3] ?? '').test(line);
const row = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000`;

test('a broker is healthy when its port listens, not when it is only connected to', () => {
  const health = brokerHealth(9091);
  expect(matches(health, row('0300A8C0:2383', '00000000:0000', '0A'))).toBe(true);
  expect(matches(health, row('0300A8C0:A2B4', '0400A8C0:2383', '01'))).toBe(false);
});
