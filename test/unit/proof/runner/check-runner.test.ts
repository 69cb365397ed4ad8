import { Duration } from '../../../../model/units/duration';
import type Docker from 'dockerode';
import type { Check, CheckResult } from '../../../../proof/context/check';
import { lateMark } from '../../../../proof/context/late';
import { machineLoad } from '../../../../proof/context/machine-load';
import { promised } from '../../../../proof/context/promise-broken';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { runCheck } from '../../../../proof/runner/check-runner';
import { Engines } from '../../../../runtime/engine/engines';
import { until } from '../../../../runtime/wait';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../proof/context/machine-load', () => ({
  ...jest.requireActual<object>('../../../../proof/context/machine-load'),
  machineLoad: jest.fn(),
}));

const idle = { average: 1, processors: 2 };
beforeEach(() => {
  jest.mocked(machineLoad).mockResolvedValue(idle);
});

const check = (name: string, needs: Check['needs'] = [], run?: () => Promise<CheckResult>): Check => ({
  name,
  promise: `${name} holds`,
  needs,
  claim: 'works',
  run: run ?? (() => Promise.resolve({ verdict: 'pass', evidence: [] })),
});

describe('a check', () => {
  const proof = (ping: () => Promise<unknown>, signal = new AbortController().signal): ProofContext =>
    ({ signal, engines: new Engines({}, () => ({ ping }) as unknown as Docker) }) as unknown as ProofContext;
  const up = (): Promise<unknown> => Promise.resolve('OK');
  const never = async (): Promise<never> =>
    promised(until(() => false, { within: Duration.milliseconds(5), awaiting: 'a leader' })) as Promise<never>;

  test('reports what it found, and how long it took', async () => {
    expect(await runCheck(check('a'), proof(up))).toMatchObject({ name: 'a', verdict: 'pass', violations: [] });
  });

  test('fails when the cluster did not do in time what it promises', async () => {
    expect(await runCheck(check('a', [], never), proof(up))).toMatchObject({
      verdict: 'fail',
      violations: [{ code: 'TimedOut', subject: 'waiting for a leader' }],
    });
  });

  test('fails to judge what ran out of time on a machine that is busy, with one message and the reason', async () => {
    jest.mocked(machineLoad).mockResolvedValue({ average: 20, processors: 2 });
    const report = await runCheck(check('a', [], never), proof(up));
    expect(report).toMatchObject({ verdict: 'unjudged', violations: [{ code: 'TimedOut' }] });
    expect(report.evidence.join()).toContain('with a load average of 20.0 on 2 processors');
  });

  test.each([
    ['no answer came to all that is wrong', [true, true], 'unjudged'],
    ['an answer shows that something is wrong', [true, false], 'fail'],
  ] as const)('on a busy machine, where %s, ends so: %s, %s', async (_, marks, verdict) => {
    jest.mocked(machineLoad).mockResolvedValue({ average: 20, processors: 2 });
    const wrong = marks.map((late) => ({ code: 'C', subject: 's', rule: 'r', remedy: 'm', ...lateMark(late) }));
    const run = (): Promise<CheckResult> => Promise.resolve({ verdict: 'fail', evidence: [], violations: wrong });
    expect(await runCheck(check('a', [], run), proof(up))).toMatchObject({ verdict });
    jest.mocked(machineLoad).mockResolvedValue(idle);
    const report = await runCheck(check('a', [], run), proof(up));
    expect(report.verdict).toBe('fail');
    expect(report.violations.every((violation) => !('late' in violation))).toBe(true);
  });

  test('fails to judge what Kafka’s own clients would show without a listener inside the network, before it hurts anything', async () => {
    const run = jest.fn<Promise<CheckResult>, []>();
    const outside = {
      ...proof(up),
      manifest: { ...manifest, listeners: manifest.listeners.filter(({ scope }) => scope !== 'internal') },
    };
    expect(await runCheck(check('a', ['internal'], run), outside)).toMatchObject({
      verdict: 'unjudged',
      violations: [{ code: 'InternalListenerMissing' }],
    });
    expect(run).not.toHaveBeenCalled();
  });

  test('fails to judge the cluster when the engine has gone', async () => {
    const gone = (): Promise<never> => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(await runCheck(check('a', [], never), proof(gone))).toMatchObject({
      verdict: 'unjudged',
      violations: [{ code: 'EngineUnreachable' }],
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
    const slow = (): Promise<never> =>
      until(() => false, { within: Duration.milliseconds(5), awaiting: 'a tool' }) as Promise<never>;
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
