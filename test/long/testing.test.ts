import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { edited } from '../integ/support/edited';
import { blockWith } from '../support/shown-blocks';
import { setUp } from './support/set-up';

jest.setTimeout(15 * 60_000);

const execute = promisify(execFile);
const PROJECT = path.join(__dirname, '..', '..');
const PAGE = path.join(PROJECT, 'docs', 'testing.md');
const folder = mkdtempSync(path.join(tmpdir(), 'test-clusters-'));
const project = path.join(folder, 'project');
const environment = { ...process.env, CDKTF_KAFKA_CACHE: path.join(folder, 'cache') };

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(path.join(PROJECT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/** An example as who has installed the package writes it. */
const example = (file: string): string =>
  readFileSync(path.join(PROJECT, 'examples', 'testing', file), 'utf8').replaceAll(
    "'../../testing'",
    "'cdktf-kafka/testing'",
  );

const run = (command: string, ...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  execute(command, args, { cwd: project, env: environment });

const inProject = (program: string): string => path.join(project, 'node_modules', '.bin', program);

/** Containers of this test's clusters: their places are in a folder of its own. */
function clusters(): readonly string[] {
  const engines = path.join(folder, 'cache', 'testing');
  return existsSync(engines)
    ? readdirSync(engines, { withFileTypes: true }).flatMap(({ name }) =>
        readdirSync(path.join(engines, name), { withFileTypes: true }).flatMap((each) =>
          each.isDirectory() ? [each.name] : [],
        ),
      )
    : [];
}

async function containersOf(cluster: string): Promise<readonly string[]> {
  const { stdout } = await execute('docker', [
    ...['ps', '--all', '--format', '{{.Names}} {{.ID}}', '--filter', `label=cdktf-kafka.cluster=${cluster}`],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

beforeAll(async () => {
  await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: PROJECT });
  const tarball = path.join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
  mkdirSync(path.join(project, 'out'), { recursive: true });
  // One that runs on the oldest Node.js that the package does.
  const vitest = '3.2.4';
  const others = ['cdktf', 'constructs', '@cdktf/provider-docker', 'typescript', 'jest', '@types/jest', '@types/node'];
  const dependencies = {
    'cdktf-kafka': `file:${tarball}`,
    vitest,
    ...Object.fromEntries([...others, 'kafkajs'].map((name) => [name, versionOf(name)])),
  };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'suite', private: true, dependencies }));
  await run('npm', 'install', '--silent', '--legacy-peer-deps', '--no-audit', '--no-fund');
  // What the set-up has made or found, as it would have done it there.
  cpSync(await setUp(), path.join(project, 'out', 'setup.json'));
  writeFileSync(path.join(project, 'orders.test.ts'), example('orders.test.ts'));
  writeFileSync(path.join(project, 'again.test.ts'), example('orders.test.ts'));
  writeFileSync(path.join(project, 'teardown.ts'), example('teardown.ts'));
  const compiler = ['--strict', '--skipLibCheck', '--esModuleInterop', '--target', 'es2022', '--types', 'node,jest'];
  const files = ['orders.test.ts', 'again.test.ts', 'teardown.ts'];
  // Both ways in which a project finds the types of a part of a package.
  await run(inProject('tsc'), ...compiler, '--module', 'nodenext', '--noEmit', ...files);
  await run(inProject('tsc'), ...compiler, '--module', 'commonjs', '--moduleResolution', 'node10', ...files);
  // Jest would run them too.
  for (const file of files) {
    rmSync(path.join(project, file));
  }
});

afterAll(async () => {
  if (existsSync(path.join(project, 'teardown.js'))) {
    await run('node', '-e', "require('cdktf-kafka/testing').removeTestClusters(['bookshop', 'test', 'by-hand'])");
  }
  rmSync(folder, { recursive: true, force: true });
});

test('suites of Jest that run side by side share one cluster, and the next run takes the same one', async () => {
  await run(inProject('jest'), '--maxWorkers=2');
  const made = clusters();
  expect(made).toHaveLength(1);
  const containers = await containersOf(made[0] ?? '');
  expect(containers.filter((line) => line.includes('broker-1'))).toHaveLength(1);
  await run(inProject('jest'), '--maxWorkers=2');
  expect(clusters()).toEqual(made);
  expect(await containersOf(made[0] ?? '')).toEqual(containers);
});

test('a cluster that is lost is made anew under the same name, and its users come in', async () => {
  const [cluster = ''] = clusters();
  const before = await containersOf(cluster);
  await execute('docker', ['rm', '--force', `${cluster}-broker-1`]);
  await run(inProject('jest'), 'orders.test.js');
  const after = await containersOf(cluster);
  expect(after.map((line) => line.split(' ')[0])).toEqual(before.map((line) => line.split(' ')[0]));
  expect(after).not.toEqual(before);
});

test('a suite of Vitest takes the same cluster: it is Jest’s, with an import', async () => {
  const before = clusters();
  const containers = await containersOf(before[0] ?? '');
  const suite = path.join(project, 'vitest');
  mkdirSync(suite);
  const [, shown = ''] = /`(import \{[^`]*\} from 'vitest')`/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  writeFileSync(path.join(suite, 'orders.test.ts'), `${shown};\n${example('orders.test.ts')}`);
  const { stdout } = await run(inProject('vitest'), 'run', '--root', suite, '--no-color');
  expect(stdout).toMatch(/Tests +2 passed/);
  expect(clusters()).toEqual(before);
  expect(await containersOf(before[0] ?? '')).toEqual(containers);
  rmSync(suite, { recursive: true });
});

test('a cluster is taken away by hand as the page says, and nothing else is', async () => {
  const before = clusters();
  const { stdout } = await run(
    'node',
    '-e',
    "require('cdktf-kafka/testing').startKafka({ name: 'by-hand' }).then((kafka) => console.log(kafka.name))",
  );
  const name = stdout.trim();
  expect(await containersOf(name)).not.toEqual([]);
  const shown = edited(blockWith('docs/testing.md', 'docker rm'), /test-0123456789/g, name);
  await run('sh', '-ec', edited(shown, '~/.cache/cdktf-kafka', environment.CDKTF_KAFKA_CACHE));
  expect(clusters()).toEqual(before);
  for (const kind of ['ps --all', 'network ls', 'volume ls']) {
    const left = await execute('sh', ['-c', `docker ${kind} --quiet --filter label=cdktf-kafka.testing=${name}`]);
    expect(left.stdout).toBe('');
  }
});

test('as a plain function: a cluster that is not to be reused goes when it is stopped, and nothing else does', async () => {
  const before = clusters();
  writeFileSync(
    path.join(project, 'plain.mjs'),
    `
    import { startKafka } from 'cdktf-kafka/testing';
    const kafka = await startKafka({ reuse: false, users: { shop: { produce: ['orders-*'] } } });
    const { librdkafka, properties } = kafka.user('shop');
    console.log(JSON.stringify({ name: kafka.name, reused: kafka.reused, librdkafka, properties }));
    await kafka.stop();
    `,
  );
  const { stdout } = await run('node', 'plain.mjs');
  const told = JSON.parse(stdout) as { readonly name: string };
  expect(told).toMatchObject({
    reused: false,
    librdkafka: { 'security.protocol': 'sasl_ssl', 'sasl.mechanisms': 'SCRAM-SHA-512', 'sasl.username': 'shop' },
  });
  expect(await containersOf(told.name)).toEqual([]);
  expect(clusters()).toEqual(before);
});

test('a teardown takes all of the project’s away', async () => {
  const before = clusters();
  expect(before).toEqual([expect.stringMatching(/^bookshop-/)]);
  await run('node', '-e', "require('./teardown.js').default()");
  expect(clusters()).toEqual([]);
  expect((await Promise.all(before.map(containersOf))).flat()).toEqual([]);
  const { stdout } = await execute('docker', ['volume', 'ls', '--quiet', '--filter', 'label=cdktf-kafka.testing']);
  expect(stdout.split('\n').filter((volume) => before.some((cluster) => volume.startsWith(cluster)))).toEqual([]);
});
