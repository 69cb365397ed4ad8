import type { Violation } from '../../../../model/violation';
import { exitCodeOf, renderReport, verdictOf, type Report } from '../../../../proof/report/report';

const violation: Violation = { code: 'Code', subject: 'subject', rule: 'must be so', value: 3, remedy: 'mend it' };
const report: Report = {
  schema: 2,
  cluster: 'kafka',
  kafkaVersion: '3.9.2',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 61.25,
  seed: 7,
  verdict: 'fail',
  interrupted: false,
  notUndone: [],
  timeline: { bucketMs: 100, faults: [], sends: [], partitions: [] },
  checks: [
    { name: 'a', promise: 'it holds', verdict: 'pass', seconds: 1, evidence: ['seen'], violations: [], figures: {} },
    { name: 'b', promise: 'it too', verdict: 'fail', seconds: 60, evidence: [], violations: [violation], figures: {} },
  ],
};

describe('the verdict of a proof', () => {
  test('is a pass when every check passed', () => {
    expect(verdictOf(['pass', 'pass'])).toBe('pass');
  });

  test('fails when one check failed, whatever else could not be judged', () => {
    expect(verdictOf(['pass', 'unjudged', 'fail'])).toBe('fail');
  });

  test('fails to be a pass when something, or everything, was not judged', () => {
    expect(verdictOf(['pass', 'unjudged'])).toBe('unjudged');
    expect(verdictOf([])).toBe('unjudged');
  });

  test('becomes the exit code 0, 1 or 2', () => {
    expect((['pass', 'fail', 'unjudged'] as const).map((verdict) => exitCodeOf({ ...report, verdict }))).toEqual([
      0, 1, 2,
    ]);
  });
});

describe('the report for a person', () => {
  const text = renderReport(report);

  test('shows every check with its verdict, promise and evidence', () => {
    expect(text).toMatch(/│ a +│ pass +│ 1\.0 +│ it holds\. +│/);
    expect(text).toMatch(/│ seen +│/);
  });

  test('shows what is wrong, with the remedy', () => {
    expect(text).toContain('[Code] subject: must be so, got 3; mend it');
  });

  test('ends with the counts and the time', () => {
    expect(text.split('\n').at(-1)).toBe('kafka: 1 promise kept, 1 broken, 0 not judged in 61.3 s, seed 7');
  });

  test('says when it was interrupted, and what could not be undone', () => {
    const cut = renderReport({ ...report, interrupted: true, notUndone: [{ ...violation, code: 'ChangeNotUndone' }] });
    expect(cut).toContain('kafka: interrupted, ');
    expect(cut).toContain('[ChangeNotUndone] subject');
  });

  test('shows a check’s own table, and breaks cells that are too long for the terminal', () => {
    const table = { columns: ['listener', 'why'], rows: [['MTLS', 'because '.repeat(30).trim()]] };
    const [first] = report.checks;
    const shown = renderReport({ ...report, checks: first === undefined ? [] : [{ ...first, table }] }, 80);
    expect(shown).toContain('a, case by case:');
    expect(shown).toMatch(/│ MTLS +│ because because/);
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('leaves the table of a check that passed among others to the page, and shows that of one that failed', () => {
    const table = { columns: ['listener'], rows: [['MTLS'], ['SCRAM']] };
    const shown = renderReport({ ...report, checks: report.checks.map((check) => ({ ...check, table })) });
    expect(shown).toContain('a: its 2 cases are in report.html');
    expect(shown).toContain('b, case by case:');
  });

  test('has no colours, which a file or a pipeline would show as signs', () => {
    // eslint-disable-next-line no-control-regex -- colours begin with one
    expect(text).not.toMatch(/\u001b/);
  });
});

describe('a check that was left out', () => {
  test('takes nothing from the verdict, and is no pass where nothing else was judged', () => {
    expect(verdictOf(['pass', 'skipped'])).toBe('pass');
    expect(verdictOf(['skipped'])).toBe('unjudged');
  });
});
