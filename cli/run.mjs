#!/usr/bin/env node
// Runs a command of this project (`node cli/run.mjs up`): plain JavaScript, since it comes before the packages. It
// installs them first when they are missing or the lock file has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// For a proof, 1 is a broken promise.
const failed = process.argv[2] === 'proof' ? 2 : 1;
const project = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
// By hand, since semver is one of the packages.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `[NodeTooOld] node: must be 20.19 or newer, got ${process.versions.node}; install a newer Node.js and run this again`,
  );
  process.exit(failed);
}

const lock = createHash('sha256')
  .update(readFileSync(path.join(project, 'package-lock.json')))
  .digest('hex');
const marker = path.join(project, 'node_modules', '.cdktf-kafka-lock');
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  console.error('installing the packages ...');
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which not every registry serves.
  // What it says is no line of the command's own output.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: project,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) {
    console.error(
      '[PackagesMissing] npm install: must end with 0; see its messages above, mend the cause and run this again',
    );
    process.exit(failed);
  }
  writeFileSync(marker, lock);
}

const require = createRequire(import.meta.url);
require('./typescript.js');
require('./checkout');
