import { CodedError, OperationError } from '../../../../model/violation';
import { run, type RunOptions } from '../../../../runtime/process/process';

const node = (script: string, options: Partial<RunOptions> = {}): ReturnType<typeof run> =>
  run(process.execPath, ['-e', script], { timeout: 60_000, remedy: 'mend the test', ...options });

async function violationOf(running: Promise<unknown>): Promise<OperationError['violations'][number]> {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CodedError) || error.violations[0] === undefined) {
    throw new Error(`expected a violation, got ${String(error)}`);
  }
  return error.violations[0];
}

/** Lives until it is stopped, and says when it can be. */
const ENDLESS = "console.log('ready'); setInterval(() => {}, 1000)";

describe('A command', () => {
  test('answers with what it printed on either stream', async () => {
    const result = await node("console.log('one\\ntwo'); console.error('three')");
    expect(result).toEqual({ stdout: 'one\ntwo', stderr: 'three' });
  });

  test('reports each line as it comes, with its stream', async () => {
    const lines: string[] = [];
    await node("console.log('one'); console.error('two')", {
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(lines.sort()).toEqual(['stderr two', 'stdout one']);
  });

  test('reads its input from the text that is given', async () => {
    const { stdout } = await node('process.stdin.pipe(process.stdout)', { input: 'from the caller' });
    expect(stdout).toBe('from the caller');
  });

  test('finds its input at an end when none is given', async () => {
    const { stdout } = await node("process.stdin.on('data', () => {}).on('end', () => console.log('end'))");
    expect(stdout).toBe('end');
  });

  test('ends well without having read its input', async () => {
    await expect(node('process.exit(0)', { input: 'x'.repeat(1_000_000) })).resolves.toBeDefined();
  });

  test('has the environment of this process, with the changes that are given', async () => {
    process.env['PROCESS_TEST_KEPT'] = 'kept';
    process.env['PROCESS_TEST_GONE'] = 'gone';
    const script = 'const e = process.env; console.log(e.PROCESS_TEST_KEPT, e.PROCESS_TEST_GONE, e.PROCESS_TEST_NEW)';
    const { stdout } = await node(script, { env: { PROCESS_TEST_GONE: undefined, PROCESS_TEST_NEW: 'new' } });
    expect(stdout).toBe('kept undefined new');
  });

  test('fails with its exit code, its last lines and what to do about it', async () => {
    const violation = await violationOf(node("for (let i = 0; i < 50; i++) console.log('line', i); process.exit(3)"));
    expect(violation).toMatchObject({ code: 'CommandFailed', rule: 'must end with exit code 0', value: 3 });
    expect(violation.remedy).toMatch(/^mend the test; its last lines:\n {2}\| line 30\n/);
    expect(violation.remedy).toMatch(/ {2}\| line 49$/);
  });

  test('fails by name when it is not on PATH', async () => {
    const violation = await violationOf(run('no-such-command', ['x'], { timeout: 1_000, remedy: 'install it' }));
    expect(violation).toEqual({
      code: 'CommandMissing',
      subject: 'no-such-command x',
      rule: 'the command must be on PATH',
      remedy: 'install it',
    });
  });

  test('fails when it takes longer than it may, and is stopped with all that it started', async () => {
    const inner = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(ENDLESS)}], { stdio: 'inherit' })`;
    // Its output is only at its end once the last of its processes is gone: this settling at all is the proof.
    const violation = await violationOf(node(inner, { timeout: 1_000 }));
    expect(violation).toMatchObject({ code: 'CommandTimedOut', rule: 'must end within 1 s' });
  });

  test('fails as interrupted when its caller breaks it off', async () => {
    const stop = new AbortController();
    const violation = await violationOf(
      node(ENDLESS, {
        signal: stop.signal,
        onLine: () => {
          stop.abort();
        },
      }),
    );
    expect(violation.code).toBe('Interrupted');
  });

  test('fails as interrupted, without being started, when its caller has broken off before', async () => {
    const violation = await violationOf(
      run('no-such-command', [], { timeout: 1_000, remedy: '', signal: AbortSignal.abort() }),
    );
    expect(violation.code).toBe('Interrupted');
  });

  test('fails as interrupted when this process is told to stop, which goes on', async () => {
    const violation = await violationOf(node(ENDLESS, { onLine: () => process.emit('SIGINT') }));
    expect(violation.code).toBe('Interrupted');
  });

  test('fails as interrupted even when it ends well after being told to stop', async () => {
    const tidy = `process.on('SIGINT', () => process.exit(0)); ${ENDLESS}`;
    const violation = await violationOf(node(tidy, { onLine: () => process.emit('SIGINT') }));
    expect(violation.code).toBe('Interrupted');
  });

  test('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await Promise.all([node(''), node('')]);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('is named by at most 120 characters in an error', async () => {
    const violation = await violationOf(run('no-such-command', ['x'.repeat(500)], { timeout: 1_000, remedy: '' }));
    expect(violation.subject).toHaveLength(120);
  });
});
