/**
 * Makes the kafka provider's bindings from its schema: `npm run bindings`. They are checked in, so that neither the
 * provider nor a registry is needed to use the package. Links to the registry are left out.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../runtime/process/process';
import { readSetup } from '../bootstrap/record';

const RESOURCES = ['provider', 'topic', 'acl', 'quota', 'user-scram-credential'];
const project = path.join(__dirname, '..');
const target = path.join(project, 'constructs', 'provider-kafka');

function withoutLinks(source: string): string {
  return (
    source
      .replace(/\{@link https?:\/\/\S+ ([^}]+)\}/g, '$1')
      .split('\n')
      .filter((line) => !/^\s*\/\/ https?:/.test(line) && !line.includes('Docs at Terraform Registry'))
      .join('\n')
      .replace(/^(\s*\*)\n\1\//gm, '$1/')
      // The bindings are compiled as strictly as the rest.
      .replace(/^( *(?:public|protected)) (static )?((?:get |set )?(?:synthesize\w+|alias)\()/gm, '$1 $2override $3')
      .replace(/ +$/gm, '')
  );
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bindings-'));
  try {
    cpSync(path.join(project, 'cdktf.json'), path.join(folder, 'cdktf.json'));
    const cliConfigFile = readSetup(path.join(project, 'out'))?.terraform.cliConfigFile;
    await run(path.join(project, 'node_modules', '.bin', 'cdktf'), ['get'], {
      cwd: folder,
      env: { CHECKPOINT_DISABLE: '1', ...(cliConfigFile !== undefined && { TF_CLI_CONFIG_FILE: cliConfigFile }) },
      timeout: 300_000,
      remedy: 'run npm start once, so that the provider is there',
    });
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const resource of RESOURCES) {
      const source = path.join(folder, 'constructs/provider-kafka/providers/kafka', resource, 'index.ts');
      writeFileSync(path.join(target, `${resource}.ts`), withoutLinks(readFileSync(source, 'utf8')));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
