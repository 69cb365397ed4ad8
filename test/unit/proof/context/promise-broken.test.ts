import { Duration } from '../../../../model/units/duration';
import { OperationError } from '../../../../model/violation';
import { PromiseBroken, promised } from '../../../../proof/context/promise-broken';
import { until } from '../../../../runtime/wait';

describe('a broken promise', () => {
  test('is a wait that timed out, and no other error', async () => {
    await expect(promised(Promise.reject(new Error('boom')))).rejects.not.toBeInstanceOf(PromiseBroken);
    await expect(promised(Promise.resolve(1))).resolves.toBe(1);
    await expect(
      promised(until(() => false, { within: Duration.milliseconds(1), awaiting: 'x' })),
    ).rejects.toBeInstanceOf(PromiseBroken);
    expect(new PromiseBroken({ code: 'C', subject: 's', rule: 'r', remedy: 'm' })).toBeInstanceOf(OperationError);
  });
});
