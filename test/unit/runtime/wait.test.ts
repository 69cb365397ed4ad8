import { Duration } from '../../../model/units/duration';
import { OperationError } from '../../../model/violation';
import { bounded, explain, Interrupted, messageOf, TimedOut, until } from '../../../runtime/wait';

describe('a wait for a condition', () => {
  test('gives what the condition gave at last', async () => {
    const answers = [false, undefined, null, 'there'];
    expect(
      await until(() => answers.shift(), {
        within: Duration.minutes(1),
        awaiting: 'it',
        every: Duration.milliseconds(1),
      }),
    ).toBe('there');
  });

  test('takes an error for not yet', async () => {
    let tries = 0;
    const flaky = (): Promise<number> => (++tries < 3 ? Promise.reject(new Error('no')) : Promise.resolve(tries));
    expect(await until(flaky, { within: Duration.minutes(1), awaiting: 'it', every: Duration.milliseconds(1) })).toBe(
      3,
    );
  });

  test('takes zero and the empty string for an answer', async () => {
    expect(await until(() => 0, { within: Duration.minutes(1), awaiting: 'it' })).toBe(0);
    expect(await until(() => '', { within: Duration.minutes(1), awaiting: 'it' })).toBe('');
  });

  test('fails after its time, and names what it awaited and the last error', async () => {
    const wait = until(() => Promise.reject(new Error('refused\nat x')), {
      ...{ within: Duration.milliseconds(20), every: Duration.milliseconds(5) },
      awaiting: 'three brokers registered',
    });
    await expect(wait).rejects.toThrow(
      '[TimedOut] waiting for three brokers registered: took longer than 20 ms, got refused; look at',
    );
  });

  test('fails in its time even when a try never ends', async () => {
    const stuck = until(() => new Promise<boolean>(() => undefined), {
      within: Duration.milliseconds(20),
      awaiting: 'it',
    });
    await expect(stuck).rejects.toBeInstanceOf(TimedOut);
  });

  test('fails with one message when the end of its time cuts the last look short', async () => {
    let looks = 0;
    const slow = (): boolean | Promise<boolean> => (++looks > 1 ? new Promise<boolean>(() => undefined) : false);
    const wait = until(slow, {
      within: Duration.milliseconds(20),
      awaiting: 'nodes to serve',
      every: Duration.milliseconds(1),
    });
    await expect(wait).rejects.toThrow(
      /^\[TimedOut\] waiting for nodes to serve: took longer than 20 ms; look at [^[]*$/,
    );
  });

  test('fails with one message when what it looks by has run out of a time of its own', async () => {
    const answer = (reason?: string): Promise<boolean> =>
      until<boolean>(() => (reason === undefined ? false : Promise.reject(new Error(reason))), {
        within: Duration.milliseconds(5),
        awaiting: 'an answer',
        every: Duration.milliseconds(1),
      });
    const outer = { within: Duration.milliseconds(20), awaiting: 'nodes to serve', every: Duration.milliseconds(1) };
    await expect(until(() => answer(), outer)).rejects.toThrow(
      /^\[TimedOut\] waiting for nodes to serve: took longer than 20 ms, got waiting for an answer: took longer than 5 ms; look at [^[]*$/,
    );
    await expect(until(() => answer('refused'), outer)).rejects.toThrow(
      /took longer than 20 ms, got refused; look at [^[]*$/,
    );
  });

  test('fails with what it awaited when it is interrupted between two tries', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 20);
    const wait = until(() => false, {
      within: Duration.minutes(1),
      awaiting: 'it',
      every: Duration.seconds(30),
      signal: controller.signal,
    });
    await expect(wait).rejects.toThrow('[Interrupted] it');
  });

  test('fails at once when it is interrupted', async () => {
    const controller = new AbortController();
    const wait = until(() => false, { within: Duration.minutes(1), awaiting: 'it', signal: controller.signal });
    controller.abort();
    await expect(wait).rejects.toThrow('[Interrupted] it');
  });
});

describe('a bounded call', () => {
  test('gives its value, or fails with its own error', async () => {
    await expect(bounded(Promise.resolve(1), { within: Duration.minutes(1), awaiting: 'it' })).resolves.toBe(1);
    await expect(
      bounded(Promise.reject(new Error('own')), { within: Duration.seconds(1), awaiting: 'it' }),
    ).rejects.toThrow('own');
  });

  test('fails when it takes too long or is interrupted before it began', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(bounded(never, { within: Duration.milliseconds(5), awaiting: 'it' })).rejects.toThrow(
      '[TimedOut] waiting for it: took longer than 5 ms',
    );
    await expect(
      bounded(never, { within: Duration.seconds(1), awaiting: 'it', signal: AbortSignal.abort() }),
    ).rejects.toThrow('[Interrupted] it');
  });
});

describe('an error’s message', () => {
  test('is its first line', () => {
    expect([messageOf(new Error('a\nb')), messageOf('c')]).toEqual(['a', 'c']);
  });

  test('stands in another message without a code and a remedy of its own', () => {
    const violation = { code: 'C', subject: 's', rule: 'must be r', remedy: 'do' };
    expect(messageOf(new OperationError(violation))).toBe('s: must be r');
    expect(messageOf(new OperationError({ ...violation, value: 'v' }))).toBe('s: must be r, got v');
  });

  test('fails to explain an interruption, which is no violation', () => {
    expect(explain(new Error('a'))).toBe('a');
    expect(() => explain(new Interrupted('it'))).toThrow('[Interrupted] it');
  });
});
