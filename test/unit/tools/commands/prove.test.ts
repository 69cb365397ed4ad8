import type { CheckReport, Report } from '../../../../proof/report';
import { AFTER_CHANGES, provesChanges } from '../../../../tools/commands/prove';

const passed = (name: string): CheckReport => ({
  ...{ name, promise: 'it holds', verdict: 'pass', seconds: 1, evidence: [], faults: [], figures: {} },
});
const report: Report = {
  ...{
    schema: 1,
    cluster: 'kafka',
    kafkaVersion: '3.9.2',
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 61,
    seed: 7,
  },
  ...{ verdict: 'pass', interrupted: false, notUndone: [] },
  timeline: { bucketMs: 100, faults: [], sends: [], partitions: [] },
  checks: AFTER_CHANGES.map(passed),
};

describe('an earlier proof', () => {
  test('serves a cluster that nothing has changed on since', () => {
    expect(provesChanges(report, 'kafka')).toBe(true);
  });

  test('fails to serve when it was of another cluster', () => {
    expect(provesChanges(report, 'other')).toBe(false);
  });

  test('fails to serve when one of the checks was left out', () => {
    const [left, ...rest] = report.checks;
    expect(provesChanges({ ...report, checks: rest }, 'kafka')).toBe(false);
    const skipped = { ...passed(left?.name ?? ''), verdict: 'skipped' as const };
    expect(provesChanges({ ...report, checks: [skipped, ...rest] }, 'kafka')).toBe(false);
  });

  test('fails to serve when something was broken', () => {
    expect(provesChanges({ ...report, verdict: 'fail' }, 'kafka')).toBe(false);
  });
});
