import { inPortions } from '../../../../proof/verification/replicas';
import { lifetimeSeconds, runLimitViolations, STALE_SECONDS } from '../../../../proof/context/run-limits';

describe('the spans that a proof is asked for', () => {
  test('pass up to what can be judged', () => {
    expect(runLimitViolations({})).toEqual([]);
    expect(runLimitViolations({ duration: '60s', soak: '20m' })).toEqual([]);
  });

  test('fail above it, each by its option', () => {
    expect(runLimitViolations({ duration: '6m', soak: '1201s' })).toMatchObject([
      { code: 'SpanTooLong', subject: '--duration', value: '6m' },
      { code: 'SpanTooLong', subject: '--soak', value: '1201s' },
    ]);
  });

  test('are what the proof’s container outlasts', () => {
    expect(lifetimeSeconds({ durationMs: 60_000, soakMs: 1_200_000 })).toBe(1_800 + 180 + 1_200);
    expect(STALE_SECONDS).toBeGreaterThan(lifetimeSeconds({ durationMs: 300_000, soakMs: 1_200_000 }));
  });
});

describe('logs that are dumped', () => {
  const segment = (log: string, base: number, bytes: number) => ({
    ...{ path: `/replicas/1/${log}/${base}.log`, bytes, broker: 1, topic: 't', partition: 0 },
  });

  test('are dumped together as long as their text fits, and each as a whole', () => {
    const [a, b, b2, c] = [segment('t-0', 0, 40), segment('t-1', 0, 50), segment('t-1', 9, 50), segment('t-2', 0, 1)];
    expect(inPortions([a, b, b2, c], 100)).toEqual([[a, b, b2], [c]]);
    expect(inPortions([b, b2, c], 60)).toEqual([[b, b2], [c]]);
    expect(inPortions([])).toEqual([]);
  });
});
