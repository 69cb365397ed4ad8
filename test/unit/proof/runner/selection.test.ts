import { Duration } from '../../../../model/units/duration';
import type { Check } from '../../../../proof/context/check';
import { chooseChecks, leftOut } from '../../../../proof/runner/selection';

const check = (name: string, needs: Check['needs'] = []): Check => ({
  name,
  promise: `${name} holds`,
  needs,
  claim: 'works',
  run: () => Promise.resolve({ verdict: 'pass', evidence: [] }),
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
    expect(names(chooseChecks(all, { soak: Duration.seconds(300) }))).toContain('soak');
    expect(names(chooseChecks(all, { only: ['a'], soak: Duration.seconds(300) }))).toEqual(['a', 'soak']);
    expect(names(chooseChecks(all, { only: ['soak'] }))).toEqual(['soak']);
  });

  test('fail to be chosen by a name that none of them has', () => {
    expect(() => chooseChecks(checks, { only: ['x'], skip: ['y'] })).toThrow(
      '[CheckUnknown] x: must be the name of a check; choose among a, b, c\n[CheckUnknown] y:',
    );
  });
});
