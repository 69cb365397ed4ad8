/** Compiles the library into `dist/`, with the scripts that its constructs upload: `npm run build`. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../runtime/process/process';

const project = path.join(__dirname, '..');
/** Scripts that constructs upload: all that lie beside them. */
const scripts = ['certs', 'constructs'].flatMap((folder) =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(sh|mjs)$/.test(file))
    .map((file) => path.join(folder, file)),
);

async function main(): Promise<void> {
  rmSync(path.join(project, 'dist'), { recursive: true, force: true });
  await run(path.join(project, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
    cwd: project,
    timeout: 300_000,
    remedy: 'mend the types',
  });
  for (const script of scripts) {
    cpSync(path.join(project, script), path.join(project, 'dist', script));
  }
}

void main();
