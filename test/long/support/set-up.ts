import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const PROJECT = path.join(__dirname, '..', '..', '..');

/** What the set-up has made or found for this checkout; it runs where it has not yet. */
export async function setUp(): Promise<string> {
  const file = path.join(PROJECT, 'out', 'setup.json');
  if (!existsSync(file)) {
    await promisify(execFile)('npm', ['run', 'setup'], { cwd: PROJECT });
  }
  return file;
}
