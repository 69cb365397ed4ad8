import { bounded, explain, Interrupted, messageOf, milliseconds, TimedOut, until } from '../../../runtime/wait';

describe('a span', () => {
  test('is read in milliseconds, seconds and minutes', () => {
    expect([milliseconds('5ms'), milliseconds('1.5s'), milliseconds('2m')]).toEqual([5, 1_500, 120_000]);
  });

  test('fails without a number', () => {
    expect(() => milliseconds(`${Number.NaN}s`)).toThrow('[SpanIllegal] NaNs');
  });
});

describe('a wait for a condition', () => {
  test('gives what the condition gave at last', async () => {
    const answers = [false, undefined, null, 'there'];
    expect(await until(() => answers.shift(), { within: '1s', awaiting: 'it', every: '1ms' })).toBe('there');
  });

  test('takes an error for not yet', async () => {
    let tries = 0;
    const flaky = (): Promise<number> => (++tries < 3 ? Promise.reject(new Error('no')) : Promise.resolve(tries));
    expect(await until(flaky, { within: '1s', awaiting: 'it', every: '1ms' })).toBe(3);
  });

  test('takes zero and the empty string for an answer', async () => {
    expect(await until(() => 0, { within: '1s', awaiting: 'it' })).toBe(0);
    expect(await until(() => '', { within: '1s', awaiting: 'it' })).toBe('');
  });

  test('fails after its time, and names what it awaited and the last error', async () => {
    const wait = until(() => Promise.reject(new Error('refused\nat x')), {
      ...{ within: '20ms', every: '5ms' },
      awaiting: 'three brokers registered',
    });
    await expect(wait).rejects.toThrow(
      '[TimedOut] waiting for three brokers registered: took longer than 20 ms, got refused; look at',
    );
  });

  test('fails in its time even when a try never ends', async () => {
    const stuck = until(() => new Promise<boolean>(() => undefined), { within: '20ms', awaiting: 'it' });
    await expect(stuck).rejects.toBeInstanceOf(TimedOut);
  });

  test('fails with what it awaited when it is interrupted between two tries', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 20);
    const wait = until(() => false, { within: '1m', awaiting: 'it', every: '30s', signal: controller.signal });
    await expect(wait).rejects.toThrow('[Interrupted] it');
  });

  test('fails at once when it is interrupted', async () => {
    const controller = new AbortController();
    const wait = until(() => false, { within: '1m', awaiting: 'it', signal: controller.signal });
    controller.abort();
    await expect(wait).rejects.toThrow('[Interrupted] it');
  });
});

describe('a bounded call', () => {
  test('gives its value, or fails with its own error', async () => {
    await expect(bounded(Promise.resolve(1), { within: '1s', awaiting: 'it' })).resolves.toBe(1);
    await expect(bounded(Promise.reject(new Error('own')), { within: '1s', awaiting: 'it' })).rejects.toThrow('own');
  });

  test('fails when it takes too long or is interrupted before it began', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(bounded(never, { within: '5ms', awaiting: 'it' })).rejects.toThrow(
      '[TimedOut] waiting for it: took longer than 5 ms',
    );
    await expect(bounded(never, { within: '1s', awaiting: 'it', signal: AbortSignal.abort() })).rejects.toThrow(
      '[Interrupted] it',
    );
  });
});

describe('an error’s message', () => {
  test('is its first line', () => {
    expect([messageOf(new Error('a\nb')), messageOf('c')]).toEqual(['a', 'c']);
  });

  test('fails to explain an interruption, which is no violation', () => {
    expect(explain(new Error('a'))).toBe('a');
    expect(() => explain(new Interrupted('it'))).toThrow('[Interrupted] it');
  });
});
