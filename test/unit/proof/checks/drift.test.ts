import { OperationError } from '../../../../model/violation';
import type { CheckResult } from '../../../../proof/context/check';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { driftCheck } from '../../../../proof/checks/drift';
import type { DriftArea, Deviation } from '../../../../proof/drift/deviation';
import { manifest } from '../../fixtures/manifest';

const violation = (subject: string) => ({ code: 'RuleUndeclared', subject, rule: 'must not be there', remedy: 'do' });

/** An area with things that can be taken away, and one thing that can't. */
function madeUp(...names: string[]): DriftArea & { readonly there: Set<string> } {
  const there = new Set(names);
  return {
    there,
    name: 'made-up things',
    find: () =>
      Promise.resolve({
        deviations: [...there].map((name): Deviation => ({
          violation: violation(name),
          ...(name !== 'fast' && {
            fix: () => {
              there.delete(name);
              return Promise.resolve();
            },
          }),
        })),
        evidence: ['nothing made up'],
      }),
  };
}

const run = (names: readonly string[], ...areas: DriftArea[]): Promise<CheckResult> =>
  driftCheck(names, areas).run({ manifest, clients: '/nowhere', say: () => undefined } as unknown as ProofContext);

const broken: DriftArea = { name: 'broken', find: () => Promise.reject(new Error('no answer')) };

describe('the drift check', () => {
  test('passes where nothing is found, and says what it looked at', async () => {
    expect(await run([], madeUp())).toMatchObject({ verdict: 'pass', evidence: ['nothing made up'] });
  });

  test('fails with what was found, also where another part could not be looked at', async () => {
    expect(await run([], broken, madeUp('a'))).toMatchObject({
      verdict: 'fail',
      violations: [{ subject: 'a' }, { code: 'DriftNotSeen', subject: 'broken', value: 'no answer' }],
      evidence: [],
    });
  });

  test('fails to judge where a part could not be looked at and nothing else was found', async () => {
    expect(await run([], madeUp(), broken)).toMatchObject({ verdict: 'unjudged', evidence: ['nothing made up'] });
  });

  test('takes away what is named, and says what is left', async () => {
    const area = madeUp('a', 'b', 'fast');
    expect(await run(['b'], area)).toMatchObject({
      verdict: 'fail',
      violations: [{ subject: 'a' }, { subject: 'fast' }],
      evidence: ['taken away: b'],
    });
  });

  test('fails with what could not be taken away, which hinders nothing else', async () => {
    const area = madeUp('a', 'b');
    const refusing: DriftArea = {
      name: 'refusing',
      find: () =>
        Promise.resolve({
          deviations: [{ violation: violation('r'), fix: () => Promise.reject(new Error('not now')) }],
          evidence: [],
        }),
    };
    expect(await run(['r', 'a', 'b'], refusing, area)).toMatchObject({
      verdict: 'fail',
      violations: [{ subject: 'r' }, { code: 'FixRefused', subject: 'r', value: 'not now' }],
      evidence: ['taken away: a', 'taken away: b', 'nothing made up'],
    });
  });

  test('fails before anything is taken away when a name stands for nothing that can be', async () => {
    const area = madeUp('a', 'fast');
    for (const name of ['c', 'fast']) {
      const attempt = run(['a', name], area);
      await expect(attempt).rejects.toBeInstanceOf(OperationError);
      await expect(attempt).rejects.toThrow(`[FixUnknown] ${name}`);
    }
    expect([...area.there]).toEqual(['a', 'fast']);
  });
});
