/** Compiles the library into `dist/`, with the scripts that its constructs upload: `npm run build`. */
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../runtime/process/process';

const project = path.join(__dirname, '..');
const SCRIPTS = [
  'certs/issue.sh',
  'certs/handshakes.mjs',
  'constructs/containers/configure.sh',
  'constructs/cluster/data-volumes.sh',
  'constructs/cluster/keytabs.sh',
];

async function main(): Promise<void> {
  rmSync(path.join(project, 'dist'), { recursive: true, force: true });
  await run(path.join(project, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
    cwd: project,
    timeout: 300_000,
    remedy: 'mend the types',
  });
  for (const script of SCRIPTS) {
    cpSync(path.join(project, script), path.join(project, 'dist', script));
  }
}

void main();
