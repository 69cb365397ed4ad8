import type Docker from 'dockerode';
import { OperationError } from '../../../../model/violation';
import type { Check, CheckResult } from '../../../../proof/context/check';
import { PromiseBroken, promised } from '../../../../proof/context/promise-broken';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { runName, staleTopics } from '../../../../proof/workload/proof-topic';
import { runCheck } from '../../../../proof/runner/run';
import { chooseChecks, leftOut } from '../../../../proof/runner/selection';
import { until } from '../../../../runtime/wait';

const check = (name: string, needs: Check['needs'] = [], run?: () => Promise<CheckResult>): Check => ({
  name,
  promise: `${name} holds`,
  needs,
  run: run ?? (() => Promise.resolve({ verdict: 'pass', evidence: [] })),
});
const checks = [check('a'), check('b', ['topic']), check('c', ['fault'])];
const names = (chosen: readonly Check[]): string[] => chosen.map(({ name }) => name);

describe('the checks that run', () => {
  test('are all of them unless the options say otherwise', () => {
    expect(names(chooseChecks(checks, {}))).toEqual(['a', 'b', 'c']);
    expect(names(chooseChecks(checks, { only: ['b', 'a'] }))).toEqual(['a', 'b']);
    expect(names(chooseChecks(checks, { skip: ['a'] }))).toEqual(['b', 'c']);
  });

  test('are those that kill nothing when faults are not wanted', () => {
    expect(names(chooseChecks(checks, { faults: false }))).toEqual(['a', 'b']);
  });

  test('are named as skipped, with the reason, when the options leave them out', () => {
    const skipped = leftOut(checks, { only: ['b', 'c'], skip: ['b'], faults: false });
    expect(skipped.map(({ check: { name }, reason }) => [name, reason])).toEqual([
      ['b', 'left out by --skip'],
      ['c', 'it hurts servers, which --no-faults forbids'],
    ]);
  });

  test('are those on demand only when they are named or turned on', () => {
    const all = [...checks, check('soak', ['fault', 'soak'])];
    expect(names(chooseChecks(all, {}))).not.toContain('soak');
    expect(leftOut(all, {})).toEqual([]);
    expect(names(chooseChecks(all, { soak: '300s' }))).toContain('soak');
    expect(names(chooseChecks(all, { only: ['a'], soak: '300s' }))).toEqual(['a', 'soak']);
    expect(names(chooseChecks(all, { only: ['soak'] }))).toEqual(['soak']);
  });

  test('fail to be chosen by a name that none of them has', () => {
    expect(() => chooseChecks(checks, { only: ['x'], skip: ['y'] })).toThrow(
      '[UnknownCheck] x: must be the name of a check; choose among a, b, c\n[UnknownCheck] y:',
    );
  });
});

describe('a check', () => {
  const proof = (ping: () => Promise<unknown>, signal = new AbortController().signal): ProofContext =>
    ({ signal, engine: { ping } as unknown as Docker }) as unknown as ProofContext;
  const up = (): Promise<unknown> => Promise.resolve('OK');
  const never = async (): Promise<never> =>
    promised(until(() => false, { within: '5ms', awaiting: 'a leader' })) as Promise<never>;

  test('reports what it found, and how long it took', async () => {
    expect(await runCheck(check('a'), proof(up))).toMatchObject({ name: 'a', verdict: 'pass', violations: [] });
  });

  test('fails when the cluster did not do in time what it promises', async () => {
    expect(await runCheck(check('a', [], never), proof(up))).toMatchObject({
      verdict: 'fail',
      violations: [{ code: 'TimedOut', subject: 'a leader' }],
    });
  });

  test('fails to judge the cluster when the engine has gone', async () => {
    const gone = (): Promise<never> => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(await runCheck(check('a', [], never), proof(gone))).toMatchObject({
      verdict: 'unjudged',
      violations: [{ code: 'NoEngine' }],
    });
  });

  test('fails to judge the cluster when something goes wrong in the check', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('boom'));
    expect(await runCheck(check('a', [], broken), proof(up))).toMatchObject({
      verdict: 'unjudged',
      violations: [{ code: 'CheckFailed', value: 'boom' }],
    });
  });

  test('fails to judge the cluster when a wait that is no promise times out', async () => {
    const slow = (): Promise<never> => until(() => false, { within: '5ms', awaiting: 'a tool' }) as Promise<never>;
    expect(await runCheck(check('a', [], slow), proof(up))).toMatchObject({ verdict: 'unjudged' });
  });

  test('fails to judge the cluster when the proof was interrupted before it', async () => {
    const run = jest.fn<Promise<CheckResult>, []>();
    expect(await runCheck(check('a', [], run), proof(up, AbortSignal.abort()))).toMatchObject({
      verdict: 'unjudged',
      violations: [{ code: 'Interrupted' }],
    });
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a broken promise', () => {
  test('is a wait that timed out, and no other error', async () => {
    await expect(promised(Promise.reject(new Error('boom')))).rejects.not.toBeInstanceOf(PromiseBroken);
    await expect(promised(Promise.resolve(1))).resolves.toBe(1);
    await expect(promised(until(() => false, { within: '1ms', awaiting: 'x' }))).rejects.toBeInstanceOf(PromiseBroken);
    expect(new PromiseBroken({ code: 'C', subject: 's', rule: 'r', remedy: 'm' })).toBeInstanceOf(OperationError);
  });
});

describe('the topics of a proof', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');

  test('have names that no other run has', () => {
    expect(runName(now, 0.25)).not.toBe(runName(now, 0.75));
    expect(runName(now, 0)).toMatch(/^cdktf-kafka-proof-[0-9a-z]+-0000$/);
  });

  test('are stale once their run is long over, and nobody else’s topics are', () => {
    const old = `${runName(now - 3 * 3_600_000, 0.5)}-failover`;
    const current = `${runName(now - 60_000, 0.5)}-failover`;
    expect(staleTopics([old, current, 'cdktf-kafka-proof', 'orders'], now)).toEqual([old]);
  });
});
