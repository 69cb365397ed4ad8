import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing } from 'cdktf';
import { ProjectTools } from '../../../../constructs';
import { PROMISED_SETUP, type Setup } from '../../../../model/setup/setup-record';

const PROGRAM = path.join(__dirname, '..', '..', '..', '..', 'cli', 'run.mjs');

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tools-')));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The tools in a project that is synthesized into a folder. */
function toolsIn(project: string, synthesized = 'cdktf.out'): ProjectTools {
  mkdirSync(project, { recursive: true });
  jest.spyOn(process, 'cwd').mockReturnValue(project);
  const outdir = path.resolve(project, synthesized);
  mkdirSync(outdir, { recursive: true });
  const app = Testing.stubVersion(new App({ outdir }));
  return ProjectTools.forCluster(app, 'dev');
}

/** The words that reach node, from a command that Terraform runs in a stack's folder. */
function wordsOf(command: string, from: string): readonly string[] {
  const programs = path.join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  mkdirSync(from, { recursive: true });
  writeFileSync(path.join(programs, 'node'), `#!/bin/sh\nprintf '%s\\n' "$KAFKA_CLUSTER" "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}` };
  return execFileSync('/bin/sh', ['-c', command], { cwd: from, env, encoding: 'utf8' }).trimEnd().split('\n');
}

const NAMES = ['plain', 'with a blank', `it's "$HOME" \`id\` \\ ; & *`, 'Zoë/Ærø/東京', '${name} %{if}'];

test.each(NAMES)(
  'Terraform calls the package’s own command from a stack’s folder, in a project such as: %s',
  (name) => {
    const project = path.join(folder, name);
    const { gate, reload, onIssued } = toolsIn(project);
    const stack = path.join(project, 'cdktf.out', 'stacks', 'dev-cluster');
    const called = (command: string): readonly string[] => {
      const [cluster = '', program = '', ...words] = wordsOf(command, stack);
      return [cluster, path.resolve(stack, program), ...words];
    };
    expect(called(gate)).toEqual(['dev', PROGRAM, 'gate']);
    expect(called(reload)).toEqual(['dev', PROGRAM, 'reload']);
    expect(called(onIssued)).toEqual(['dev', PROGRAM, 'clients', '--user', 'admin']);
  },
);

test.each(NAMES)('stacks that lie elsewhere tell the command where everything is: %s', (name) => {
  const project = path.join(folder, name);
  const elsewhere = path.join(folder, 'else', name);
  const { gate, onIssued } = toolsIn(project, elsewhere);
  const files = ['--manifest', `${elsewhere}/kafka/dev.json`, '--clients', `${project}/out/clients`];
  expect(wordsOf(gate, folder)).toEqual(['dev', PROGRAM, 'gate', ...files, '--out', `${project}/out`]);
  expect(wordsOf(onIssued, folder)).toEqual(['dev', PROGRAM, 'clients', ...files, '--user', 'admin']);
});

const SETUP: Setup = {
  schema: 2,
  cluster: 'dev',
  images: {
    origin: 'local',
    servers: { kafka: { tag: 'k:1' }, zookeeper: { tag: 'z:1' } },
    metricsAgent: '/opt/agent.jar',
    console: 'c:1',
    kerberos: 'r:1',
    monitoring: { exporter: 'e:1' },
  },
  terraform: { origin: 'mirror' },
};

test('images are those that the set-up has made; before that there are none but the official ones', () => {
  const before = toolsIn(path.join(folder, 'before'));
  expect([before.images, before.monitoringImages, before.consoleKind.hasLogin, before.hasRegistry]).toEqual([
    undefined,
    undefined,
    true,
    true,
  ]);
  const project = path.join(folder, 'after');
  mkdirSync(path.join(project, 'out'), { recursive: true });
  writeFileSync(path.join(project, 'out', 'setup.json'), JSON.stringify(SETUP));
  const { images, monitoringImages, consoleKind, hasRegistry } = toolsIn(project);
  expect([images?.kafka?.name, images?.kafka?.metricsAgent, images?.kerberos?.name, images?.origin]).toEqual([
    ...['k:1', '/opt/agent.jar', 'r:1', 'local'],
  ]);
  expect([monitoringImages?.exporter.name, consoleKind.image.name, hasRegistry]).toEqual(['e:1', 'c:1', false]);
});

test('fails where the set-up’s record is damaged, with what to do', () => {
  mkdirSync(path.join(folder, 'out'));
  writeFileSync(path.join(folder, 'out', 'setup.json'), '{');
  expect(() => toolsIn(folder)).toThrow(/^\[SetupUnreadable\] .*out\/setup\.json: must be JSON; delete the file/);
});

test('fails by a name that no cluster can have', () => {
  const app = new App({ outdir: path.join(folder, 'out') });
  expect(() => ProjectTools.forCluster(app, 'x; rm -rf /')).toThrow('[ClusterNameIllegal]');
});

test('a promised record stands above that of the project, which may be for another version', () => {
  mkdirSync(path.join(folder, 'out'));
  writeFileSync(path.join(folder, 'out', 'setup.json'), JSON.stringify(SETUP));
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
  const promised = { ...SETUP, images: { ...SETUP.images, servers: { kafka: { tag: 'k:promised' } } } };
  const app = Testing.stubVersion(new App({ context: { [PROMISED_SETUP]: promised } }));
  expect(ProjectTools.forCluster(app, 'dev').images?.kafka?.name).toBe('k:promised');
});

test('fails for a second cluster of a project, whose images, passwords and users’ files would be the first one’s', () => {
  const app = new App({ outdir: path.join(folder, 'cdktf.out') });
  ProjectTools.forCluster(app, 'dev');
  expect(() => ProjectTools.forCluster(app, 'dev')).not.toThrow();
  expect(() => ProjectTools.forCluster(app, 'prod')).toThrow(
    /^\[ProjectShared\] prod: .* dev is declared here; .*cdktf-kafka init prod/,
  );
  expect(() => ProjectTools.forCluster(new App({ outdir: path.join(folder, 'else') }), 'prod')).not.toThrow();
});
