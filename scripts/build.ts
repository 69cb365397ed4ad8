/** Compiles the package into `dist/`, with the files that its programs read: `npm run build`. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exporterProgram } from '../bootstrap/images/monitoring-images';
import { run } from '../runtime/process/process';

const project = path.join(__dirname, '..');
/** Scripts that constructs upload: all that lie beside them. */
const scripts = ['certs', 'constructs'].flatMap((folder) =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(sh|mjs)$/.test(file))
    .map((file) => path.join(folder, file)),
);
/** What images and providers are made of, and projects. */
const folders = ['images', 'providers', 'examples/project', 'examples/pipeline'];
/** What tells the form of files and answers to whoever has another language. */
const schemas = ['docs/manifest.schema.json', 'docs/output.schema.json'];
/** It is compiled here: where the package is installed, there is no compiler. */
const exporter = path.join('images', 'exporter', 'exporter');

async function main(): Promise<void> {
  const target = (file: string): string => path.join(project, 'dist', file);
  rmSync(target('.'), { recursive: true, force: true });
  await run(path.join(project, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
    cwd: project,
    timeout: 300_000,
    remedy: 'mend the types',
  });
  for (const file of [...scripts, ...folders, ...schemas]) {
    mkdirSync(path.dirname(target(file)), { recursive: true });
    cpSync(path.join(project, file), target(file), { recursive: true });
  }
  rmSync(target(`${exporter}.ts`));
  writeFileSync(target(`${exporter}.js`), await exporterProgram());
}

void main();
