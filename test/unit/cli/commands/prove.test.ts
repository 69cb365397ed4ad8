import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReportFolder, removeReports, writeReports } from '../../../../proof/report/report-files';
import type { CheckReport, Report } from '../../../../proof/report/report';
import { AFTER_CHANGES, noteProven, provesChanges, type States, wasProven } from '../../../../cli/commands/prove';
import { manifest } from '../../fixtures/manifest';

const passed = (name: string): CheckReport => ({
  ...{ name, promise: 'it holds', verdict: 'pass', seconds: 1, evidence: [], violations: [], figures: {} },
});
const STATES = { 'kafka-base': 'a 3', 'kafka-resources': 'b 7' };
const report: Report = {
  ...{
    schema: 2,
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

  test('fails to serve when another version of the package wrote it, which had another form of report', () => {
    expect(provesChanges({ ...report, schema: 1 }, 'kafka')).toBe(false);
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

describe('the report of an earlier proof', () => {
  const workspace = { reports: '' };
  beforeEach(async () => {
    workspace.reports = mkdtempSync(join(tmpdir(), 'reports-'));
    await writeReports(workspace.reports, report);
    await noteProven(workspace, 0, STATES);
  });
  const was = (states: States = STATES): Promise<boolean> =>
    wasProven(workspace, manifest, () => Promise.resolve(states));
  afterEach(() => {
    rmSync(workspace.reports, { recursive: true });
  });

  test('serves until it is removed', async () => {
    expect(await was()).toBe(true);
    removeReports(workspace.reports);
    expect(await was()).toBe(false);
  });

  test('fails to serve when Terraform alone has changed a state since, or none was noted', async () => {
    expect(await was({ ...STATES, 'kafka-resources': 'b 8' })).toBe(false);
    expect(await was({ 'kafka-base': 'a 3' })).toBe(false);
    rmSync(join(workspace.reports, 'proven-states.json'));
    expect(await was()).toBe(false);
  });

  test('is not one of states where something was broken', async () => {
    await noteProven(workspace, 1, { 'kafka-base': 'a 4' });
    expect(await was()).toBe(true);
  });

  test('is removed in all of its forms, whichever of them there are', () => {
    const files = ['report.json', 'junit.xml', 'report.html'].map((name) => join(workspace.reports, name));
    expect(files.filter((file) => existsSync(file))).toEqual(files);
    rmSync(files[1] ?? '');
    removeReports(workspace.reports);
    expect(files.filter((file) => existsSync(file))).toEqual([]);
    removeReports(workspace.reports);
  });

  test('fails to be written where there can be no folder', async () => {
    const folder = join(workspace.reports, 'report.json', 'folder');
    await expect(makeReportFolder(folder)).rejects.toThrow('[ReportNotWritten]');
    await expect(writeReports(folder, report)).rejects.toThrow('[ReportNotWritten]');
  });
});
