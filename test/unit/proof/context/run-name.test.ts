import { namesOfOthers, runName } from '../../../../proof/context/run-name';

describe('the names that a proof gives', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');

  test('are those of no other run', () => {
    expect(runName(now, 0.25)).not.toBe(runName(now, 0.75));
    expect(runName(now, 0)).toMatch(/^cdktf-kafka-proof-[0-9a-z]+-0000$/);
  });

  test('are left over as soon as another proof is under way, and nobody else’s names are', () => {
    const [dead, current] = [runName(now - 1, 0.5), runName(now, 0.5)];
    const names = [`${dead}-failover`, dead, `${current}-failover`, current, 'cdktf-kafka-proof', 'orders'];
    expect(namesOfOthers(names, current)).toEqual([`${dead}-failover`, dead]);
    expect(namesOfOthers(names)).toEqual(names.slice(0, 4));
  });

  test('are told from those of a run whose name begins alike', () => {
    expect(namesOfOthers(['cdktf-kafka-proof-abc-0001-x'], 'cdktf-kafka-proof-ab')).toEqual([
      'cdktf-kafka-proof-abc-0001-x',
    ]);
  });
});
