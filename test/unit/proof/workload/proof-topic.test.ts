import { runName, staleTopics } from '../../../../proof/workload/proof-topic';

describe('the topics of a proof', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');

  test('have names that no other run has', () => {
    expect(runName(now, 0.25)).not.toBe(runName(now, 0.75));
    expect(runName(now, 0)).toMatch(/^cdktf-kafka-proof-[0-9a-z]+-0000$/);
  });

  test('are stale once their run is long over, and nobody else’s topics are', () => {
    const old = `${runName(now - 3 * 3_600_000, 0.5)}-failover`;
    const current = `${runName(now - 60_000, 0.5)}-failover`;
    expect(staleTopics([old, current, 'cdktf-kafka-proof', 'orders'], now)).toEqual([old]);
  });
});
