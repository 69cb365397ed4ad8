/**
 * Makes the site of the pages as they lie in the repository: `npm run site`. It installs the site's own packages first, where they are
 * missing or the lock file has changed, and has typedoc write the reference.
 *
 * --without-reference leaves that out: the pages alone are some seconds.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const site = import.meta.dirname;
const project = path.join(site, '..');
const reference = path.join(site, 'reference');

/** Runs a command in a folder, and ends with its exit code where it fails. */
function run(folder, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${[command, ...args].join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`);
    process.exit(status ?? 1);
  }
}

const lock = createHash('sha256')
  .update(readFileSync(path.join(site, 'package-lock.json')))
  .digest('hex');
const marker = path.join(site, 'node_modules', '.site-lock');
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which not every registry serves.
  run(site, 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=5']);
  writeFileSync(marker, lock);
}

rmSync(reference, { recursive: true, force: true });
if (!process.argv.includes('--without-reference')) {
  run(project, path.join(project, 'node_modules', '.bin', 'typedoc'), ['--out', reference]);
}
run(site, path.join(site, 'node_modules', '.bin', 'vitepress'), ['build']);
run(site, process.execPath, ['check.mjs', 'dist']);
