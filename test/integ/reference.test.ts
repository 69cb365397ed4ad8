import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Workspace } from '../../cli/workspace';

jest.setTimeout(3 * 60_000);

/** Files of a folder by their path in it. */
function read(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .sort()
      .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
}

test('docs/api is what the doc comments say now (npm run docs), with no gap and no broken link', async () => {
  const workspace = new Workspace();
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  try {
    await promisify(execFile)(workspace.binary('typedoc'), ['--out', folder], { cwd: workspace.project });
    expect(read(folder)).toEqual(read(path.join(workspace.project, 'docs', 'api')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
