import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(10 * 60_000);

const PROJECT = path.join(__dirname, '..', '..');

test('the reference is made of the doc comments (npm run docs) with no gap and no broken link', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  try {
    // It takes warnings for errors.
    await promisify(execFile)(path.join(PROJECT, 'node_modules', '.bin', 'typedoc'), ['--out', folder], {
      cwd: PROJECT,
    });
    const pages = ['README.md', 'classes/KafkaCluster.md', 'interfaces/KafkaClusterProps.md'];
    expect(pages.filter((page) => !existsSync(path.join(folder, page)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
