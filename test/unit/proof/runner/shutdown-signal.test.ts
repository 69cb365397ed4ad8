import { Stop } from '../../../../proof/runner/shutdown-signal';

describe('what stops a proof', () => {
  let stop: Stop;

  beforeEach(() => {
    stop = new Stop().listen();
  });

  afterEach(() => {
    stop.ignore();
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is %s, which somebody asked for', (signal) => {
    process.emit(signal);
    expect([stop.asked, stop.failures]).toEqual([true, []]);
  });

  test.each([process.stdout, process.stderr])('is a reader of the output that has gone', (output) => {
    const lost = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    output.emit('error', lost);
    output.emit('error', lost);
    expect(stop.asked).toBe(true);
    expect(stop.failures).toMatchObject([{ code: 'ProofBrokeOff', value: 'write EPIPE' }]);
  });

  test('is an error that nobody caught', () => {
    process.emit('uncaughtException', new Error('boom'));
    expect(stop.asked).toBe(true);
    expect(stop.failures).toMatchObject([{ code: 'ProofBrokeOff', value: 'boom' }]);
  });

  test('is the caller, also when it asked before', () => {
    const early = new Stop().listen(AbortSignal.abort());
    expect(early.asked).toBe(true);
    early.ignore();
  });

  test('leaves nothing behind but that a lost output ends nothing', () => {
    stop.ignore();
    expect(process.listenerCount('SIGHUP')).toBe(0);
    process.stdout.emit('error', new Error('write EPIPE'));
    expect(stop.asked).toBe(false);
  });
});
