import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { init } from '../../../../cli/commands/init';
import { choose, type InitFlags } from '../../../../cli/init/choices';
import { projectFiles } from '../../../../cli/init/project-files';
import { tellPeople } from '../../../../runtime/process/terminal';

jest.setTimeout(30_000);

const PROJECT = path.join(__dirname, '..', '..', '..', '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'init-'));
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  tellPeople();
  rmSync(folder, { recursive: true });
});

const made = (file: string): string => readFileSync(path.join(folder, 'made', file), 'utf8');
const make = (name: string | undefined, flags: InitFlags = {}): Promise<number> =>
  init(name, { folder: path.join(folder, 'made'), yes: true, ...flags });

/** Gives a project what npm would install, as far as a synthesis needs it. */
function install(): void {
  const modules = path.join(folder, 'made', 'node_modules');
  mkdirSync(path.join(modules, 'cdktf-kafka'), { recursive: true });
  writeFileSync(path.join(modules, 'cdktf-kafka', 'index.js'), `module.exports = require('${PROJECT}/constructs');\n`);
  for (const name of ['cdktf', 'constructs', '@cdktf']) {
    symlinkSync(path.join(PROJECT, 'node_modules', name), path.join(modules, name));
  }
}

/** Names of the stacks that a project is synthesized to. */
function stacksOf(): readonly string[] {
  execFileSync(process.execPath, ['--require', path.join(PROJECT, 'cli', 'typescript.js'), 'main.ts'], {
    cwd: path.join(folder, 'made'),
  });
  const { stacks } = JSON.parse(made('cdktf.out/manifest.json')) as { readonly stacks: object };
  return Object.keys(stacks).sort();
}

/** What projects differ by, with what that makes of the declaration. The template itself is compiled and linted with everything else. */
const VARIANTS: readonly (readonly [string, string | undefined, InitFlags, RegExp])[] = [
  ['by default', undefined, {}, /'kafka', \{\n {2}brokers: 3,\n {2}metadata: Metadata\.zooKeeper\(\{ nodes: 3 \}\)/],
  [
    'with everything said',
    'orders-2',
    {
      ...{ brokers: '1', metadata: 'kraft', monitoring: false, console: false, pipeline: 'gitlab' },
      ...{ scramPort: '34092', mtlsPort: '34192', prometheusPort: '34090', grafanaPort: '34089', consolePort: '34091' },
    },
    /'orders-2', \{\n {2}brokers: 1,\n {2}metadata: Metadata\.kraft\(\{ controllers: 1 \}\),\n {2}scramPort: 34_092,/,
  ],
  [
    'with many brokers',
    'big',
    { brokers: '12', metadata: 'kraft', pipeline: 'none' },
    /\.kraft\(\{ controllers: 3 \}\)/,
  ],
  ['with one on ZooKeeper', 'small', { brokers: '1', monitoring: false }, /Metadata\.zooKeeper\(\{ nodes: 1 \}\)/],
];

test.each(VARIANTS)('an empty folder becomes a project that synthesizes, %s', async (_, name, flags, declared) => {
  expect(await make(name, flags)).toBe(0);
  expect(made('main.ts')).toMatch(declared);
  install();
  const own = name ?? 'kafka';
  expect(stacksOf()).toEqual(['base', 'cluster', 'console', 'resources'].map((part) => `${own}-${part}`));
});

test('its package is named like the cluster, with the versions that this package is made for, and the same commands', async () => {
  await make('orders');
  const { name, scripts, dependencies } = JSON.parse(made('package.json')) as {
    readonly name: string;
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const own = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly scripts: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  expect(name).toBe('orders');
  expect(dependencies).toMatchObject({ ...own.peerDependencies, 'cdktf-kafka': `^${own.version}` });
  // Every remedy names a script of npm's, wherever it is read.
  const commands = (of: Readonly<Record<string, string>>, program: string): readonly string[] =>
    Object.entries(of)
      .filter(([, text]) => text.startsWith(`${program} `))
      .map(([script, text]) => `${script}: ${text.slice(program.length + 1)}`)
      .filter((line) => line !== 'test: test')
      .sort();
  expect(commands(scripts, 'cdktf-kafka')).toEqual(commands(own.scripts, 'node cli/run.mjs'));
});

test('a pipeline installs what it needs in each job that has the project, and is one that can be read', async () => {
  for (const [pipeline, file, jobs] of [
    ['github', '.github/workflows/kafka.yml', 3],
    ['gitlab', '.gitlab-ci.yml', 1],
  ] as const) {
    const files = projectFiles(await choose('dev', { pipeline }, undefined), folder);
    const text = files[file] ?? '';
    expect(parseDocument(text).errors).toEqual([]);
    expect(text.match(/npm ci/g)).toHaveLength(jobs);
  }
  expect(Object.keys(projectFiles(await choose('dev', { pipeline: 'none' }, undefined), folder))).toEqual([
    ...['main.ts', 'package.json', 'README.md', '.gitignore', 'cdktf.json', 'tsconfig.json'],
  ]);
});

test('what the command line does not say is asked for, where somebody can be asked', async () => {
  const asked: string[] = [];
  const answers = ['orders', '', 'kraft', 'no', '', 'none'];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(answers[asked.length - 1] ?? '');
  };
  expect(await choose(undefined, {}, ask)).toMatchObject({
    ...{ name: 'orders', brokers: 3, metadata: 'kraft', monitoring: false, console: true, pipeline: 'none' },
  });
  expect(asked).toHaveLength(6);
  await choose('dev', { brokers: '1', metadata: 'kraft', monitoring: true, console: false, pipeline: 'none' }, ask);
  await choose(undefined, { yes: true }, ask);
  expect(asked).toHaveLength(6);
});

describe('A project', () => {
  test('fails in a folder that has something in it, which stays as it is; a repository without a commit is none', async () => {
    mkdirSync(path.join(folder, 'made', '.git'), { recursive: true });
    writeFileSync(path.join(folder, 'made', 'notes.txt'), 'mine');
    await expect(make('dev')).rejects.toThrow(/^\[FolderNotEmpty\] .*got notes\.txt; name another folder/);
    expect(() => made('main.ts')).toThrow('ENOENT');
    rmSync(path.join(folder, 'made', 'notes.txt'));
    expect(await make('dev')).toBe(0);
  });

  test('fails by all that is wrong at once, and nothing is made', async () => {
    const flags = { brokers: '0', metadata: 'etcd', pipeline: 'jenkins', scramPort: '80', mtlsPort: 'x' };
    await expect(make('Dev', flags)).rejects.toThrow(
      /^\[ClusterNameIllegal\] init: .*\n\[InitOptionIllegal\] --brokers: .*\n\[InitOptionIllegal\] --metadata: must be one of zookeeper, kraft, got etcd.*\n\[InitOptionIllegal\] --pipeline: .*\n\[InitOptionIllegal\] --scram-port: .*\n\[InitOptionIllegal\] --mtls-port: /,
    );
    expect(() => made('main.ts')).toThrow('ENOENT');
  });

  test('fails with ports that two would want', async () => {
    const flags = { brokers: '3', scramPort: '9092', mtlsPort: '9094' };
    await expect(make('dev', flags)).rejects.toThrow(
      '[InitOptionIllegal] --mtls-port: must leave room for those of --scram-port, 9092 to 9094, got 9094',
    );
    // Nobody wants Prometheus' then.
    expect(await make('dev', { scramPort: '9090', mtlsPort: '9190', monitoring: false })).toBe(0);
  });
});
