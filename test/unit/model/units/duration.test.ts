import { Duration } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

test.each([
  [Duration.milliseconds(1500), 1500, 2, '1500ms'],
  [Duration.seconds(90), 90_000, 90, '90s'],
  [Duration.minutes(5), 300_000, 300, '5min'],
  [Duration.hours(36), 129_600_000, 129_600, '36h'],
  [Duration.days(7), 604_800_000, 604_800, '7d'],
  [Duration.days(0.5), 43_200_000, 43_200, '12h'],
  [Duration.seconds(0), 0, 0, '0ms'],
])('%s is so many milliseconds, so many seconds rounded up, and is written in its largest unit', (...row) => {
  const [duration, milliseconds, seconds, text] = row;
  expect([duration.milliseconds, duration.seconds, duration.toString()]).toEqual([milliseconds, seconds, text]);
});

test('days are rounded up', () => {
  expect([Duration.hours(24).days, Duration.hours(25).days]).toEqual([1, 2]);
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a duration of %d milliseconds fails', (amount) => {
  expect(codesOf(() => Duration.milliseconds(amount))).toEqual(['DurationIllegal']);
});
