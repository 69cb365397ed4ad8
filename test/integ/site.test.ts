import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT, rowsOf } from '../unit/fixtures/violation-codes';

jest.setTimeout(10 * 60_000);

const execute = promisify(execFile);
const SITE = path.join(PROJECT, 'site');

test('the documentation becomes a site of which no link leads nowhere, and on which each code of an error has an address', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'site-'));
  try {
    const { stdout } = await execute('node', [path.join(SITE, 'make.mjs'), '--out', out], { cwd: PROJECT });
    expect(stdout).toMatch(/\d+ pages, \d+ links, none of which leads nowhere/);
    // By which who hears a page gets to its text.
    for (const page of ['index', path.join('docs', 'errors')]) {
      expect(readFileSync(path.join(out, `${page}.html`), 'utf8').match(/<main[ >]/g)).toHaveLength(1);
    }
    for (const page of ['errors', 'validation']) {
      const html = readFileSync(path.join(out, 'docs', `${page}.html`), 'utf8');
      const missing = rowsOf(`${page}.md`).filter(([code = '']) => !html.includes(`<tr id="${code.toLowerCase()}">`));
      expect(missing).toEqual([]);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('fails for a site with a link to a page, a file or a heading that is not there', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'site-'));
  try {
    mkdirSync(path.join(folder, 'docs'));
    const links = [
      '/docs/a',
      '/docs/a#here',
      'a.html',
      '/docs/a#gone',
      '/docs/gone',
      '../gone.png',
      'https://example.org',
    ];
    writeFileSync(
      path.join(folder, 'docs', 'a.html'),
      `<p id="here">${links.map((to) => `<a href="${to}">`).join('')}</p>`,
    );
    const checked = execute('node', [path.join(SITE, 'check.mjs'), folder]);
    await expect(checked).rejects.toMatchObject({
      code: 1,
      stderr:
        'Links that lead nowhere:\ndocs/a.html: ../gone.png\ndocs/a.html: /docs/a#gone\ndocs/a.html: /docs/gone\n',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
