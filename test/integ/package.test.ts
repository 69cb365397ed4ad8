import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CHECKS } from '../../proof';
import { manifest } from '../unit/fixtures/manifest';

jest.setTimeout(25 * 60_000);

const execute = promisify(execFile);
const PROJECT = path.join(__dirname, '..', '..');

const CONSUMER = `
import { App, TerraformStack } from 'cdktf';
import { Authentication, Duration, KafkaBase, KafkaCluster, Listener, Metadata, UserLogin } from 'cdktf-kafka';
import { ImportedResources } from './imported-resources';
import { type ProofOptions, readManifest, type Report, runProof } from 'cdktf-kafka/proof';

const app = new App();
const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', {
  name: 'consumer',
  listeners: [
    Listener.published('mtls', { firstHostPort: 27192, authentication: Authentication.mutualTls() }),
    Listener.published('scram', { firstHostPort: 27092, authentication: Authentication.scram() }),
  ],
});
new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster });
const resources = new ImportedResources(new TerraformStack(app, 'resources'), 'Resources', {
  cluster,
  administratorFolder: '/secrets/admin',
  importExisting: true,
});
resources.addTopic('payments', { partitions: 6 });
resources.addUser('client', { login: UserLogin.certificate() });
const quorum = new KafkaCluster(new TerraformStack(app, 'quorum-cluster'), 'Kafka', {
  name: 'quorum',
  metadata: Metadata.kraft(),
  listeners: [Listener.published('mtls', { firstHostPort: 28192, authentication: Authentication.mutualTls() })],
});
new KafkaBase(new TerraformStack(app, 'quorum-base'), 'Base', { cluster: quorum });
app.synth();

const options: ProofOptions = { only: ['topics'], duration: Duration.seconds(1), progress: false };
export const prove = async (file: string): Promise<Report['verdict']> => (await runProof(await readManifest(file), options)).verdict;
`;

/** As the command `import` writes it for a project like this. */
const IMPORTED = readFileSync(
  path.join(PROJECT, 'test', 'unit', 'cli', 'import', 'imported-resources.ts'),
  'utf8',
).replace('../../../../constructs', 'cdktf-kafka');

const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
let tarball: string;

beforeAll(async () => {
  await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: PROJECT });
  tarball = path.join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Version of a package as this project has it installed. */
const installed = (name: string): string =>
  (JSON.parse(readFileSync(path.join(PROJECT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/** Installs the package in an empty project beside the given cdktf. */
async function projectWith(name: string, cdktf: string): Promise<string> {
  const project = mkdtempSync(path.join(folder, `${name}-`));
  const dependencies = {
    'cdktf-kafka': `file:${tarball}`,
    cdktf,
    constructs: installed('constructs'),
    '@cdktf/provider-docker': installed('@cdktf/provider-docker'),
    typescript: installed('typescript'),
    tsx: installed('tsx'),
    '@types/node': installed('@types/node'),
  };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies }));
  writeFileSync(path.join(project, 'main.ts'), CONSUMER);
  writeFileSync(path.join(project, 'imported-resources.ts'), IMPORTED);
  // An alias's version is not that of the package it stands for, which npm would refuse as a peer.
  await execute('npm', ['install', '--silent', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: project });
  return project;
}

/** Type-checks a program that uses the package, and runs it. */
async function synthesizeIn(project: string): Promise<Readonly<Record<string, unknown>>> {
  await execute(
    path.join(project, 'node_modules', '.bin', 'tsc'),
    // As older projects resolve modules; classes stay classes.
    ['--strict', '--skipLibCheck', '--types', 'node', '--target', 'es2022', '--module', 'commonjs', 'main.ts'],
    {
      cwd: project,
    },
  );
  await execute('node', ['main.js'], { cwd: project });
  const stacks = path.join(project, 'cdktf.out', 'stacks');
  return Object.fromEntries(
    readdirSync(stacks).map((stack) => {
      const text = readFileSync(path.join(stacks, stack, 'cdk.tf.json'), 'utf8').replaceAll(project, '.');
      // Under this key each writes its own version.
      return [stack, { ...(JSON.parse(text) as Record<string, unknown>), '//': undefined }];
    }),
  );
}

let original: Promise<string> | undefined;
/** One for all that need nothing but what it has installed. */
const withOriginal = (): Promise<string> => (original ??= projectWith('cdktf', installed('cdktf')));

test('the package’s command lists what it proves; it judges nothing without a manifest, and lets no server go without that or Terraform, in a project that has nothing else', async () => {
  const project = mkdtempSync(path.join(folder, 'it’s a folder of one’s own-'));
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ name: 'pipeline', private: true, dependencies: { 'cdktf-kafka': `file:${tarball}` } }),
  );
  await execute('npm', ['install', '--silent', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: project });
  const command = path.join(project, 'node_modules', '.bin', 'cdktf-kafka');
  const { stdout } = await execute(command, ['proof', '--list'], { cwd: project });
  for (const { name } of CHECKS) {
    expect(stdout).toContain(name);
  }
  await expect(execute(command, ['proof', '--only', 'topics'], { cwd: project })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[ManifestMissing]') as string,
  });
  await expect(execute(command, ['gate', '--server', 'kafka-broker-1'], { cwd: project })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[ManifestMissing]') as string,
  });
  const somebodyElses = ['--bootstrap-server', 'kafka-1.example.org:9093', '--administrator', 'nowhere'];
  await expect(execute(command, ['import', ...somebodyElses], { cwd: project })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[ClientFileMissing]') as string,
  });
  const file = path.join(project, 'kafka.json');
  writeFileSync(file, JSON.stringify(manifest));
  for (const told of [[], ['--terraform', '999999999']]) {
    await expect(
      execute(command, ['gate', '--manifest', file, '--server', 'kafka-broker-1', ...told], { cwd: project }),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('[RunUnknown]') as string });
  }
});

test('what synth and commands write has schemas in the package, and the proof is a function there', async () => {
  const project = await withOriginal();
  const script = `
    const { checks, readManifest } = require('cdktf-kafka/proof');
    const [manifest, output] = ['manifest', 'output'].map((name) => require('cdktf-kafka/' + name + '.schema.json'));
    readManifest('nowhere.json').catch(({ name }) => console.log(JSON.stringify([checks.length, manifest.properties.schema, output.anyOf?.length > 1, name])));
  `;
  const { stdout } = await execute('node', ['-e', script], { cwd: project });
  expect(JSON.parse(stdout)).toEqual([CHECKS.length, expect.objectContaining({ const: 2 }), true, 'OperationError']);
});

test('the package synthesizes the same Terraform with cdktf and with cdktn in its place', async () => {
  const withCdktf = await synthesizeIn(await withOriginal());
  expect(Object.keys(withCdktf)).toEqual(['base', 'cluster', 'quorum-base', 'quorum-cluster', 'resources']);
  expect(await synthesizeIn(await projectWith('cdktn', 'npm:cdktn@0.24.0'))).toEqual(withCdktf);
});

test('a project that the package’s command has made of an empty folder compiles, and is synthesized by it', async () => {
  const modules = path.join(await withOriginal(), 'node_modules', '.bin');
  const project = path.join(modules, '..', '..', 'my-cluster');
  const command = path.join(modules, 'cdktf-kafka');
  const run = (...words: string[]): Promise<{ readonly stdout: string }> =>
    execute(command, [...words, '--json'], { cwd: project });
  const { stdout } = await execute(command, ['init', 'my-cluster'], { cwd: path.dirname(project) });
  expect(stdout).toContain('Next: cd my-cluster && npm install && npm start');
  const { dependencies } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  expect(dependencies['cdktf-kafka']).toBe(`file:vendor/${path.basename(tarball)}`);
  expect(readFileSync(path.join(project, 'vendor', path.basename(tarball))).equals(readFileSync(tarball))).toBe(true);
  await execute(path.join(modules, 'tsc'), [], { cwd: project });
  await run('synth');
  const cluster = readFileSync(path.join(project, 'cdktf.out', 'stacks', 'my-cluster-cluster', 'cdk.tf.json'), 'utf8');
  // What Terraform calls, from the folder of that stack.
  const [, program = ''] = /KAFKA_CLUSTER=my-cluster node (\S+) gate --server/.exec(cluster) ?? [];
  expect(path.resolve(project, 'cdktf.out', 'stacks', 'my-cluster-cluster', program)).toBe(
    path.join(modules, '..', 'cdktf-kafka', 'dist', 'cli', 'bin.js'),
  );
  await expect(run('init', 'again', '--folder', '.')).rejects.toMatchObject({ code: 1 });
  await expect(run('deplyo')).rejects.toMatchObject({ code: 2 });
});
