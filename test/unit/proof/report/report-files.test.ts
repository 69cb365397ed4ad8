import { renderHtml } from '../../../../proof/report/html';
import { renderJunit } from '../../../../proof/report/junit';
import { verdictOf, type CheckReport, type Report } from '../../../../proof/report/report';
import { ceilingOf, longestGap } from '../../../../proof/report/timeline-chart';
import { CHECKS } from '../../../../proof';
import { listChecks, proofOptionsOf } from '../../../../cli/commands/proof-options';

const check = (name: string, verdict: CheckReport['verdict'], rest: Partial<CheckReport> = {}): CheckReport => ({
  name,
  promise: `${name} holds`,
  verdict,
  seconds: 1.5,
  evidence: [`seen <${name}>`],
  violations: [],
  figures: {},
  ...rest,
});
const violation = { code: 'Code', subject: 'a "subject"', rule: 'must be so', value: '<3', remedy: 'mend it' };
const report: Report = {
  schema: 2,
  cluster: 'kafka',
  kafkaVersion: '3.9.2',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 20,
  seed: 7,
  verdict: 'fail',
  interrupted: false,
  notUndone: [],
  checks: [
    check('a', 'pass'),
    check('b', 'fail', { violations: [violation] }),
    check('c', 'unjudged', { violations: [violation] }),
    check('d', 'skipped'),
  ],
  timeline: {
    bucketMs: 100,
    faults: [{ check: 'b', label: 'broker 1 killed (leader)', from: 2_000, to: 9_000 }],
    sends: [
      {
        check: 'b',
        acknowledged: [
          [1_000, 5],
          [1_100, 5],
          [8_000, 4],
        ],
        failed: [[2_100, 1]],
        unknown: [],
      },
    ],
    partitions: [
      {
        check: 'b',
        topic: 't',
        partition: 0,
        until: 9_500,
        states: [
          { at: 500, leader: 1, isr: 3 },
          { at: 7_900, leader: 2, isr: 2 },
        ],
      },
    ],
  },
};

describe('the report for a pipeline', () => {
  const xml = renderJunit(report);

  test('counts broken promises as failures, what was not judged as errors, and what was left out as skipped', () => {
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1" time="20"');
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<error /g)).toHaveLength(1);
    expect(xml.match(/<skipped /g)).toHaveLength(1);
  });

  test('holds nothing that XML would take for markup', () => {
    expect(xml).toContain('[Code] a &quot;subject&quot;: must be so, got &lt;3; mend it');
    expect(xml).not.toContain('seen <a>');
  });

  test('has an error of its own for what could not be undone', () => {
    const left = renderJunit({ ...report, notUndone: [violation] });
    expect(left).toContain('tests="5" failures="1" errors="2"');
    expect(left).toContain('everything is as it was before the proof');
  });
});

describe('the report as a page', () => {
  const html = renderHtml(report);

  test('needs nothing beside itself', () => {
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|\burl\(|https?:/);
  });

  test('shows every check with its verdict, evidence and faults', () => {
    for (const word of ['kept', 'broken', 'not judged', 'skipped', 'seen &lt;a&gt;', '[Code] a &quot;subject&quot;']) {
      expect(html).toContain(word);
    }
  });

  test('shows the fault as a band, the outage with its length, and who led when', () => {
    expect(html).toContain('<title>broker 1 killed (leader), 7.0 s</title>');
    expect(html).toContain('nothing for 6.9 s');
    expect(html).toContain('led by broker 2, 2 in sync');
  });

  test('is drawn also where nothing was acknowledged at all', () => {
    const empty = { ...report.timeline, sends: [], partitions: [] };
    expect(renderHtml({ ...report, timeline: empty })).not.toMatch(/NaN|Infinity|undefined/);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the longest gap between acknowledgements', () => {
  test('is none where there were less than two', () => {
    expect(longestGap([[100, 1]])).toBeUndefined();
  });

  test('cuts a burst after an outage off, rather than press the steady load into the axis', () => {
    const steady = Array.from({ length: 20 }, (_, at) => [at * 100, 30] as const);
    expect(ceilingOf(steady)).toBe(30);
    expect(ceilingOf([...steady, [2_000, 1_700]])).toBe(90);
    expect(ceilingOf([])).toBe(1);
  });
});

describe('what was left out', () => {
  test('takes nothing from the verdict, and is no pass where nothing else was judged', () => {
    expect(verdictOf(['pass', 'skipped'])).toBe('pass');
    expect(verdictOf(['skipped'])).toBe('unjudged');
  });
});

describe('the options of the command line', () => {
  test('become those of the proof', () => {
    expect(proofOptionsOf({ only: 'a, b', skip: 'c', faults: false, seed: '7', duration: '60s', soak: '5m' })).toEqual({
      only: ['a', 'b'],
      skip: ['c'],
      faults: false,
      seed: 7,
      duration: '60s',
      soak: '5m',
    });
  });

  test.each([
    [{ seed: '-1' }, 'InvalidSeed'],
    [{ seed: '4294967296' }, 'InvalidSeed'],
    [{ duration: 'long' }, 'InvalidSpan'],
  ])('fail when they are %j', (flags, code) => {
    expect(() => proofOptionsOf(flags)).toThrow(`[${code}]`);
  });

  test('list every check', () => {
    for (const { name } of CHECKS) {
      expect(listChecks()).toContain(name);
    }
  });
});
