import { ceilingOf, longestGap } from '../../../../proof/report/timeline-chart';

describe('the longest gap between acknowledgements', () => {
  test('is none where there were less than two', () => {
    expect(longestGap([[100, 1]])).toBeUndefined();
  });
});

describe('the highest bar', () => {
  test('cuts a burst after an outage off, rather than press the steady load into the axis', () => {
    const steady = Array.from({ length: 20 }, (_, at) => [at * 100, 30] as const);
    expect(ceilingOf(steady)).toBe(30);
    expect(ceilingOf([...steady, [2_000, 1_700]])).toBe(90);
    expect(ceilingOf([])).toBe(1);
  });
});
