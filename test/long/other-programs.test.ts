import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { edited } from '../integ/support/edited';
import { blockWith } from '../support/shown-blocks';
import { PackedProject } from './support/packed-project';

jest.setTimeout(40 * 60_000);

const execute = promisify(execFile);
const PORTS = { scram: 15_792, mtls: 15_892, prometheus: 15_790, grafana: 15_789, console: 15_791 };
/** What npm installs Node.js by: no script is run, and nothing is fetched from elsewhere. */
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;
const OPENTOFU = { module: 'github.com/opentofu/opentofu', version: 'v1.12.6' };

const folder = mkdtempSync(path.join(tmpdir(), 'other-programs-'));
const newFolder = (name: string): string => {
  const made = path.join(folder, name);
  mkdirSync(made);
  return made;
};

/** The folder of that version’s programs, as npm has them. */
async function installNode(version: string): Promise<string> {
  const home = newFolder(`node-${version}`);
  writeFileSync(path.join(home, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--silent', '--ignore-scripts', '--no-audit', '--no-fund'];
  await execute('npm', ['install', ...options, `${NODE_PACKAGE}@${version}`], { cwd: home });
  const programs = path.join(home, 'node_modules', NODE_PACKAGE, 'bin');
  const { stdout } = await execute(path.join(programs, 'node'), ['--version']);
  expect(stdout.trim()).toBe(`v${version}`);
  return programs;
}

let openTofu: Promise<string> | undefined;
const withOpenTofu = (): Promise<string> => (openTofu ??= buildOpenTofu());

/**
 * OpenTofu by the name of Terraform, as the page of the package says, built with Go: its module replaces others, which Go heeds in its own
 * folder alone.
 */
async function buildOpenTofu(): Promise<string> {
  const home = newFolder('home');
  const programs = newFolder('programs');
  const { stdout } = await execute('go', ['mod', 'download', '-json', `${OPENTOFU.module}@${OPENTOFU.version}`], {
    cwd: programs,
  });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  const program = path.join(programs, 'tofu');
  await execute('go', ['build', '-C', Dir, '-mod=readonly', '-buildvcs=false', '-o', program, './cmd/tofu'], {
    maxBuffer: 100 * 1024 * 1024,
  });
  const asShown = `${blockWith('docs/package.md', 'command -v tofu')}terraform version`;
  const PATH = [programs, process.env['PATH']].join(path.delimiter);
  const said = await execute('sh', ['-ec', asShown], { env: { ...process.env, HOME: home, PATH } });
  expect(said.stdout).toContain('OpenTofu v1.12');
  return path.join(home, 'opentofu');
}

const projects: PackedProject[] = [];
afterAll(async () => {
  for (const project of projects) {
    await project.remove();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A project with one broker, made by these programs, or by this machine's own. */
async function madeBy(name: string, programs?: string): Promise<PackedProject> {
  const project = new PackedProject(name, PORTS, programs);
  projects.push(project);
  await project.removeCluster();
  await project.make(await project.pack(), '--brokers', '1', '--no-monitoring', '--no-console');
  return project;
}

const CHANGED = { exitCode: 0, errors: [], data: { changed: true } };
const UNCHANGED = { exitCode: 0, errors: [], data: { changed: false } };

/** The oldest Node.js, and Terraform, are what all other tests are run by. */
test.each<[string, string, () => Promise<string>]>([
  ['Node.js 22', 'node22', () => installNode('22.23.3')],
  ['Node.js 24', 'node24', () => installNode('24.21.0')],
  ['OpenTofu', 'opentofu', withOpenTofu],
])('a project of one’s own is made, deployed, proven and taken away by %s', async (_, name, programs) => {
  const project = await madeBy(name, await programs());
  expect(await project.command('deploy')).toMatchObject(CHANGED);
  expect(await project.command('deploy')).toMatchObject(UNCHANGED);
  const { exitCode, data } = await project.command('proof', '--no-faults', '--only', 'cluster,logins,topics,access');
  expect({ exitCode, proof: data['proof'] }).toMatchObject({ exitCode: 0, proof: { verdict: 'pass' } });
  expect(await project.command('destroy', '--volumes')).toMatchObject({ exitCode: 0, errors: [] });
  expect(await project.containers()).toEqual([]);
});

test('OpenTofu finds nothing to change in what Terraform has deployed, and changes it, as Terraform does afterwards by the command that it shows', async () => {
  const project = await madeBy('tofutakes');
  expect(await project.command('deploy')).toMatchObject(CHANGED);
  project.goOnWith(await withOpenTofu());
  expect(await project.command('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0, errors: [] });
  expect(await project.command('deploy')).toMatchObject(UNCHANGED);
  const main = path.join(project.folder, 'main.ts');
  const topics = "const orders = resources.addTopic('orders', { partitions: 6 });";
  writeFileSync(
    main,
    edited(readFileSync(main, 'utf8'), topics, `${topics}\nresources.addTopic('added', { partitions: 1 });`),
  );
  expect(await project.command('deploy')).toMatchObject({ ...CHANGED, data: { touched: { added: 1, destroyed: 0 } } });
  project.goOnWith();
  const { errors } = await project.command('plan');
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['ProviderElsewhere']));
  for (const { remedy } of errors) {
    await execute('sh', ['-c', remedy.slice(remedy.indexOf('terraform -chdir'))]);
  }
  expect(await project.command('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0, errors: [] });
  expect(await project.command('deploy')).toMatchObject(UNCHANGED);
  expect(await project.command('destroy', '--volumes')).toMatchObject({ exitCode: 0, errors: [] });
  expect(await project.containers()).toEqual([]);
});
