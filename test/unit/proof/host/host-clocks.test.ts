import { clockIn, clocksInWords, type HostClock, skewViolations } from '../../../../proof/host/host-clocks';

const clock = (host: string, aheadMs: number, errorMs = 10): HostClock => ({ host, aheadMs, errorMs });

describe('a host’s clock', () => {
  const asked = Date.parse('2026-11-28T12:00:00.000Z');

  test('is compared with the middle between question and answer, by half of what that took', () => {
    expect(clockIn('a', { asked, heard: asked + 300, systemTime: '2026-11-28T12:00:02.150123456Z' })).toEqual(
      clock('a', 2_000, 150),
    );
    expect(clockIn('a', { asked, heard: asked + 2, systemTime: '2026-11-28T13:00:00.001+01:00' })).toEqual(
      clock('a', 0, 1),
    );
  });

  test('is not known where the engine tells no time', () => {
    expect(clockIn('a', { asked, heard: asked })).toBeUndefined();
  });

  test('is told with its sign', () => {
    expect(clocksInWords([clock('a', 1_500, 20), clock('b', -40)])).toBe(
      "clocks against this machine's: a +1.50 s (± 0.02 s), b -0.04 s (± 0.01 s)",
    );
  });
});

describe('hosts’ clocks', () => {
  test('may be a little apart, and all of them far from this machine’s', () => {
    expect(skewViolations([clock('a', 90_000), clock('b', 115_000), clock('c', 100_000)])).toEqual([]);
    expect(skewViolations([clock('a', 90_000)])).toEqual([]);
  });

  test('may be further apart where answers took too long to tell', () => {
    expect(skewViolations([clock('a', 0, 5_000), clock('b', 35_000, 5_000)])).toEqual([]);
  });

  test('fail to agree when the first and the last are more than 30 s apart', () => {
    expect(skewViolations([clock('a', 0), clock('b', 20_000), clock('c', -11_000)])).toMatchObject([
      { code: 'ClocksDiffer', subject: 'hosts c and b', value: '31.00 s (± 0.02 s)' },
    ]);
  });
});
