import { anySeed, LARGEST_SEED, randomFrom } from '../../../../proof/context/random';

const take = (count: number, random: () => number): number[] => Array.from({ length: count }, random);

describe('random numbers', () => {
  test('are the same for the same seed, and others for another one', () => {
    expect(take(5, randomFrom(7))).toEqual(take(5, randomFrom(7)));
    expect(take(5, randomFrom(7))).not.toEqual(take(5, randomFrom(8)));
  });

  test.each([0, 1, LARGEST_SEED, anySeed()])('spread evenly over [0, 1) from the seed %s', (seed) => {
    const numbers = take(10_000, randomFrom(seed));
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length,
    );
    expect(tenths.reduce((sum, count) => sum + count)).toBe(numbers.length);
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1_150);
  });
});
