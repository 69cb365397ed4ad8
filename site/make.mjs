/**
 * Makes the site of the pages as they lie in the repository: `npm run site`. It installs the site's own packages first, where they are
 * missing or the lock file has changed, and has typedoc write the reference.
 *
 * --without-reference leaves that out: the pages alone are some seconds. --out FOLDER makes the pages alone, too, and in another folder
 * than site/dist. Both leave a reference that was made before as it is.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const site = import.meta.dirname;
const project = path.join(site, '..');
const reference = path.join(site, 'reference');

const { values } = parseArgs({ options: { 'without-reference': { type: 'boolean' }, out: { type: 'string' } } });
const dist = path.resolve(values.out ?? path.join(site, 'dist'));
const hasReference = values.out === undefined && values['without-reference'] !== true;

/** Runs a command in a folder, and ends with its exit code where it fails. */
function run(folder, command, args, { hint, ...options } = {}) {
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: 'inherit', ...options });
  if (status !== 0) {
    console.error(`${[command, ...args].join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`);
    if (hint !== undefined) console.error(hint());
    process.exit(status ?? 1);
  }
}

/** Where npm fetches packages from, as it is set for this folder. */
const registry = () =>
  spawnSync('npm', ['config', 'get', 'registry'], { cwd: site, encoding: 'utf8', timeout: 30_000 }).stdout?.trim();

const lock = createHash('sha256')
  .update(readFileSync(path.join(site, 'package-lock.json')))
  .digest('hex');
const marker = path.join(site, 'node_modules', '.site-lock');
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which not every registry serves.
  run(
    site,
    'npm',
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-timeout=60000',
      '--fetch-retries=2',
    ],
    {
      // Less than the test of the site waits, so that it is told what it waited for.
      timeout: 5 * 60_000,
      hint: () =>
        `The site's own packages (site/package-lock.json) did not come from ${registry()}: is it reachable from here?`,
    },
  );
  writeFileSync(marker, lock);
}

if (hasReference) {
  rmSync(reference, { recursive: true, force: true });
  run(project, path.join(project, 'node_modules', '.bin', 'typedoc'), ['--out', reference]);
}
run(site, path.join(site, 'node_modules', '.bin', 'vitepress'), ['build', '--outDir', dist], {
  env: { ...process.env, ...(hasReference ? {} : { SITE_WITHOUT_REFERENCE: '1' }) },
});
run(site, process.execPath, ['check.mjs', dist]);
