import { Duration } from '../../../../model/units/duration';
import { lifetimeSeconds, runLimitViolations } from '../../../../proof/context/run-limits';

describe('the spans that a proof is asked for', () => {
  test('pass up to what can be judged', () => {
    expect(runLimitViolations({})).toEqual([]);
    expect(runLimitViolations({ duration: Duration.seconds(60), soak: Duration.minutes(20) })).toEqual([]);
  });

  test('fail above it, each by its option', () => {
    expect(runLimitViolations({ duration: Duration.minutes(6), soak: Duration.seconds(1_201) })).toMatchObject([
      { code: 'SpanTooLong', subject: '--duration', value: '6min' },
      { code: 'SpanTooLong', subject: '--soak', value: '1201s' },
    ]);
  });

  test('are what the proof’s container outlasts', () => {
    expect(lifetimeSeconds({ durationMs: 60_000, soakMs: 1_200_000 })).toBe(1_800 + 180 + 1_200);
  });
});
