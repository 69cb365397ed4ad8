import { zooKeeperHealth } from '../../../../../model/metadata/zookeeper/zookeeper-store';

const matches = (test: readonly string[], line: string): boolean => new RegExp(test[3] ?? '').test(line);
const row = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000`;

test('a ZooKeeper node is healthy when it leads or follows', () => {
  const health = zooKeeperHealth(3);
  expect(matches(health, row('0300A8C0:0B48', '00000000:0000', '0A'))).toBe(true);
  expect(matches(health, row('0300A8C0:C001', '0400A8C0:0B48', '01'))).toBe(true);
});

test('a ZooKeeper node that still looks for a leader is not healthy', () => {
  const health = zooKeeperHealth(3);
  expect(matches(health, row('0300A8C0:0886', '00000000:0000', '0A'))).toBe(false);
  expect(matches(health, row('0300A8C0:C001', '0400A8C0:0B48', '02'))).toBe(false);
});
