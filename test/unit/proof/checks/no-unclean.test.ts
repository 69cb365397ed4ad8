import { uncleanViolations, untriedViolations } from '../../../../proof/checks/no-unclean';

const refused = { outcome: 'failed' } as const;
const acknowledged = { outcome: 'acknowledged' } as const;

describe('a partition with a lagging replica left', () => {
  test('passes when it had no leader, or the one that was in sync', () => {
    expect(uncleanViolations('t', [-1, -1, 1], [1])).toEqual([]);
  });

  test('fails when the lagging one became its leader', () => {
    expect(uncleanViolations('t', [-1, 2], [1])).toMatchObject([{ code: 'ElectionUnclean', value: 'led by broker 2' }]);
  });

  test('fails to be judged when nothing was acknowledged that it could lack, or it was never seen offline', () => {
    expect(untriedViolations('t', [refused, acknowledged], [1, -1])).toEqual([]);
    expect(untriedViolations('t', [refused], [1, 1])).toMatchObject([
      { code: 'ElectionNotTried', value: 'nothing' },
      { code: 'ElectionNotTried', value: 'led by 1' },
    ]);
  });
});
