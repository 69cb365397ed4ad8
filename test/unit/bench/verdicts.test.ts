import { BENCHMARKS } from '../../../bench/benchmarks';
import type { Aim } from '../../../bench/benchmark';
import { mediansOf, verdictsOf } from '../../../bench/verdicts';

const most: Aim = { figure: 'start', title: 'a start', unit: 's', atMost: 6 };
const least: Aim = { figure: 'rate', title: 'topics made', unit: 'a second', atLeast: 25 };

describe('verdicts on what was measured', () => {
  test('go by the median of all runs, and the bound itself is met', () => {
    const runs = [{ start: 20 }, { start: 6 }, { start: 5 }];
    expect(verdictsOf({ name: 'start', aims: [most] }, runs)).toEqual([
      {
        ...{ benchmark: 'start', title: 'a start', aim: 'at most 6.0 s' },
        ...{ median: '6.0 s', runs: '20.0 s, 6.0 s, 5.0 s', verdict: 'met' },
      },
    ]);
  });

  test('miss what is above the most, and below the least', () => {
    const verdicts = verdictsOf({ name: 'scale', aims: [most, least] }, [{ start: 6.1, rate: 24.9 }]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['missed', 'missed']);
  });

  test('say of a figure that no run has that it was not measured', () => {
    const [verdict] = verdictsOf({ name: 'scale', aims: [least] }, [{ start: 1 }]);
    expect(verdict).toMatchObject({ median: '', verdict: 'not measured' });
  });

  test('leave figures without an aim among the medians', () => {
    expect(mediansOf([{ start: 1, floor: 2 }, { start: 3 }])).toEqual({ start: 2, floor: 2 });
  });
});

describe('the benchmarks', () => {
  test('bear names of their own, and bound each aim', () => {
    const names = BENCHMARKS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { atMost, atLeast } of BENCHMARKS.flatMap(({ aims }) => aims)) {
      expect(atMost ?? atLeast).toBeGreaterThan(0);
    }
  });
});
