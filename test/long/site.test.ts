import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePackages } from '../../bootstrap/packages';
import { writeReports } from '../../proof/report/report-files';
import { exampleReport } from '../unit/fixtures/report';
import { PROJECT } from '../unit/fixtures/violation-codes';

jest.setTimeout(30 * 60_000);

const execute = promisify(execFile);
const SITE = path.join(PROJECT, 'site');
const folder = mkdtempSync(path.join(tmpdir(), 'site-'));
/** One of each kind: with a picture above, drawings, photographs, long tables, code, and tables without headings. */
const PAGES = ['/', '/docs/concepts', '/docs/gallery', '/docs/errors', '/docs/package', '/docs/clients/'];

beforeAll(async () => {
  await ensurePackages([
    { command: '/usr/bin/chromium', package: 'chromium', purpose: 'it shows pages as people see them' },
  ]);
  await execute('node', [path.join(SITE, 'make.mjs'), '--out', folder], { cwd: PROJECT });
  await writeReports(folder, exampleReport);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is seen of it, at the width of a phone and of a desk, in light and dark. */
const look = (...pages: readonly string[]): Promise<{ readonly stdout: string }> =>
  execute('node', [path.join(SITE, 'look.mjs'), '--site', folder, ...pages], { cwd: SITE });
const seen = (page: string): readonly string[] =>
  ['phone', 'desk'].flatMap((screen) => ['light', 'dark'].map((scheme) => `${page} ${screen} ${scheme}: nothing`));

test.each([...PAGES, path.join(folder, 'report.html')])(
  'axe finds nothing on %s, which is no wider than the screen, on a phone and a desk, in light and dark',
  async (page) => {
    const { stdout } = await look(page);
    expect(stdout.trimEnd().split('\n')).toEqual(seen(page));
  },
);

test('fails for a page that is not there', async () => {
  await expect(look('/docs/nowhere')).rejects.toMatchObject({
    stderr: expect.stringContaining('no such page') as string,
  });
});
