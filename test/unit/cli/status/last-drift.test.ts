import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lastDrift } from '../../../../cli/status/last-drift';
import { exampleReport as report } from '../../fixtures/report';

const folder = mkdtempSync(path.join(tmpdir(), 'last-drift-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the last look for drift is read from its report', async () => {
  const startedAt = '2026-03-01T11:00:30.000Z';
  const [check] = report.checks;
  const checks = [{ ...check, name: 'drift', verdict: 'fail', violations: [{}, {}] }];
  writeFileSync(path.join(folder, 'report.json'), JSON.stringify({ ...report, startedAt, checks }));
  expect(await lastDrift(report.cluster, [folder])).toEqual({
    looked: new Date(startedAt),
    verdict: 'fail',
    violations: 2,
  });
  expect(await lastDrift('another', [folder])).toBeUndefined();
});

test('nothing is told where there is none, or none that can be read', async () => {
  expect(await lastDrift(report.cluster, [path.join(folder, 'nowhere')])).toBeUndefined();
  writeFileSync(path.join(folder, 'report.json'), '{"half of i');
  expect(await lastDrift(report.cluster, [folder])).toBeUndefined();
});
