import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { init } from '../../../../cli/commands/init';
import { choose, type InitFlags } from '../../../../cli/init/choices';
import { projectFiles } from '../../../../cli/init/project-files';
import { tellPeople } from '../../../../runtime/process/terminal';
import { OwnProject } from '../../fixtures/own-project';

jest.setTimeout(600_000);

const PROJECT = path.join(__dirname, '..', '..', '..', '..');

let project: OwnProject;
let folder: string;
beforeEach(() => {
  project = new OwnProject();
  folder = path.dirname(project.folder);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  tellPeople();
  project.remove();
});

const made = (file: string): string => project.read(file);
const make = (name: string | undefined, flags: InitFlags = {}): Promise<number> =>
  init(name, { folder: project.folder, yes: true, ...flags });

/** What a project declares: every choice is in it, and nothing else. */
const declaration = (name: string, props: readonly string[]): string => `import { App } from 'cdktf';
import { KafkaPlatform, Metadata } from 'cdktf-kafka';

const app = new App();

const { resources } = new KafkaPlatform(app, '${name}', {
${props.map((prop) => `  ${prop},\n`).join('')}  // Where jobs of a pipeline share no files: pg, or s3://BUCKET/PREFIX.
  state: process.env['KAFKA_STATE'],
});

const orders = resources.addTopic('orders', { partitions: 6 });
const billing = resources.addUser('billing');
orders.grantProduce(billing);
orders.grantConsume(billing, { group: 'billing' });

app.synth();
`;

/** What projects differ by, with what that makes of the declaration. The template itself is compiled and linted with everything else. */
const VARIANTS: readonly (readonly [string, string | undefined, InitFlags, readonly string[]])[] = [
  [
    'by default',
    undefined,
    {},
    [
      ...['brokers: 3', 'metadata: Metadata.zooKeeper({ nodes: 3 })', 'scramPort: 19_092', 'mtlsPort: 19_192'],
      'monitoring: { enabled: true, hostPort: 9_090, grafana: { hostPort: 3_000 } }',
      'console: { enabled: true, hostPort: 8_080 }',
    ],
  ],
  [
    'with everything said',
    'orders-2',
    {
      ...{ brokers: '1', metadata: 'kraft', monitoring: false, console: false, pipeline: 'gitlab' },
      ...{ scramPort: '34092', mtlsPort: '34192', prometheusPort: '34090', grafanaPort: '34089', consolePort: '34091' },
    },
    [
      ...['brokers: 1', 'metadata: Metadata.kraft({ controllers: 1 })', 'scramPort: 34_092', 'mtlsPort: 34_192'],
      'monitoring: { enabled: false, hostPort: 34_090, grafana: { hostPort: 34_089 } }',
      'console: { enabled: false, hostPort: 34_091 }',
    ],
  ],
  [
    'with many brokers and low ports',
    'big',
    { brokers: '12', metadata: 'kraft', console: false, scramPort: '1024', grafanaPort: '65535' },
    [
      ...['brokers: 12', 'metadata: Metadata.kraft({ controllers: 3 })', 'scramPort: 1_024', 'mtlsPort: 19_192'],
      'monitoring: { enabled: true, hostPort: 9_090, grafana: { hostPort: 65_535 } }',
      'console: { enabled: false, hostPort: 8_080 }',
    ],
  ],
  [
    'with one on ZooKeeper',
    'small',
    { brokers: '1', monitoring: false },
    [
      ...['brokers: 1', 'metadata: Metadata.zooKeeper({ nodes: 1 })', 'scramPort: 19_092', 'mtlsPort: 19_192'],
      'monitoring: { enabled: false, hostPort: 9_090, grafana: { hostPort: 3_000 } }',
      'console: { enabled: true, hostPort: 8_080 }',
    ],
  ],
];

test.each(VARIANTS)('an empty folder becomes a project that synthesizes, %s', async (_, name, flags, props) => {
  expect(await make(name, flags)).toBe(0);
  const own = name ?? 'kafka';
  expect(made('main.ts')).toBe(declaration(own, props));
  project.install();
  expect(project.stacks()).toEqual(['base', 'cluster', 'console', 'resources'].map((part) => `${own}-${part}`));
});

test('a packed file that the package was installed from goes with the project, so that a clone of it installs', async () => {
  const [cache, tarball] = [path.join(folder, 'cache'), path.join(folder, 'cdktf-kafka-0.1.0.tgz')];
  const home = path.join(cache, 'node_modules', 'cdktf-kafka');
  mkdirSync(home, { recursive: true });
  copyFileSync(path.join(PROJECT, 'package.json'), path.join(home, 'package.json'));
  const installedFrom = (source: string): void => {
    writeFileSync(path.join(cache, 'package.json'), JSON.stringify({ dependencies: { 'cdktf-kafka': source } }));
  };
  writeFileSync(tarball, 'packed');
  const choices = await choose('dev', { pipeline: 'none' }, undefined);
  const sourceIn = (files: ReturnType<typeof projectFiles>): unknown =>
    (JSON.parse(String(files['package.json'])) as { readonly dependencies: object }).dependencies;
  installedFrom('file:../cdktf-kafka-0.1.0.tgz');
  const files = projectFiles(choices, project.folder, home);
  expect(sourceIn(files)).toMatchObject({ 'cdktf-kafka': 'file:vendor/cdktf-kafka-0.1.0.tgz' });
  expect(String(files['vendor/cdktf-kafka-0.1.0.tgz'])).toBe('packed');
  expect(String(files['.gitignore'])).not.toContain('vendor');
  for (const source of ['^0.1.0', 'https://example.org/cdktf-kafka-0.1.0.tgz']) {
    installedFrom(source);
    const others = projectFiles(choices, project.folder, home);
    expect(sourceIn(others)).toMatchObject({ 'cdktf-kafka': source });
    expect(Object.keys(others).filter((file) => file.startsWith('vendor'))).toEqual([]);
  }
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
    const text = String(files[file]);
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

test('what is neither yes nor no is asked again, and takes nothing away meanwhile', async () => {
  const answers = ['dev', '3', 'zookeeper', 'yep', 'ja', 'Y', '0', 'No', 'none'];
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(answers[asked.length - 1] ?? '');
  };
  expect(await choose(undefined, {}, ask)).toMatchObject({ monitoring: true, console: false, pipeline: 'none' });
  expect(asked.filter((question) => question.startsWith('Monitoring'))).toHaveLength(3);
  expect(asked.filter((question) => question.startsWith('A web console'))).toHaveLength(2);
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
