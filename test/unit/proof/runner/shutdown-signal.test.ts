import { ShutdownSignal } from '../../../../proof/runner/shutdown-signal';

describe('what stops a proof', () => {
  let shutdown: ShutdownSignal;

  beforeEach(() => {
    shutdown = new ShutdownSignal().listen();
  });

  afterEach(() => {
    shutdown.ignore();
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is %s, which somebody asked for', (signal) => {
    process.emit(signal);
    expect([shutdown.requested, shutdown.failures]).toEqual([true, []]);
  });

  test.each([process.stdout, process.stderr])('is a reader of the output that has gone', (output) => {
    const lost = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    output.emit('error', lost);
    output.emit('error', lost);
    expect(shutdown.requested).toBe(true);
    expect(shutdown.failures).toMatchObject([{ code: 'ProofBrokeOff', value: 'write EPIPE' }]);
  });

  test('is an error that nobody caught', () => {
    process.emit('uncaughtException', new Error('boom'));
    expect(shutdown.requested).toBe(true);
    expect(shutdown.failures).toMatchObject([{ code: 'ProofBrokeOff', value: 'boom' }]);
  });

  test('is the caller, also when it asked before', () => {
    const early = new ShutdownSignal().listen(AbortSignal.abort());
    expect(early.requested).toBe(true);
    early.ignore();
  });

  test('leaves nothing behind but that a lost output ends nothing', () => {
    shutdown.ignore();
    expect(process.listenerCount('SIGHUP')).toBe(0);
    process.stdout.emit('error', new Error('write EPIPE'));
    expect(shutdown.requested).toBe(false);
  });
});
