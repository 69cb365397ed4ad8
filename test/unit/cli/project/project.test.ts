import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appOf, declaredClusters, projectFolder } from '../../../../cli/project/project';
import { Workspace } from '../../../../cli/workspace';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'project-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (file: string, content: unknown): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), JSON.stringify(content));
};

/** What synth leaves of clusters: those that it declares, and files of those that it does no more. */
function synthesized(declared: readonly string[], former: readonly string[] = []): void {
  write('cdktf.json', { app: 'true' });
  write('cdktf.out/manifest.json', { stacks: Object.fromEntries(declared.map((name) => [`${name}-cluster`, {}])) });
  for (const name of [...declared, ...former]) {
    write(`cdktf.out/kafka/${name}.json`, { name, stacks: { cluster: `${name}-cluster` } });
  }
}

const workspace = (): Workspace => new Workspace({ project: folder, cluster: undefined });

test('a project is the nearest folder with a cdktf.json, from the folder of a stack as well', () => {
  write('cdktf.json', {});
  mkdirSync(path.join(folder, 'cdktf.out', 'stacks', 'dev-cluster'), { recursive: true });
  expect(projectFolder(path.join(folder, 'cdktf.out', 'stacks', 'dev-cluster'))).toBe(folder);
});

test('the cluster is the one that the last synthesis has declared, whatever an earlier one has left behind', () => {
  synthesized(['orders'], ['former']);
  expect(declaredClusters(path.join(folder, 'cdktf.out')).map(({ name }) => name)).toEqual(['orders']);
  expect(workspace().clusterName).toBe('orders');
  synthesized(['renamed'], ['orders']);
  expect(workspace().clusterName).toBe('renamed');
});

test('a project is synthesized into the folder that its cdktf.json says, and keeps its own files in out', () => {
  write('cdktf.json', { app: 'true', output: 'build/terraform' });
  const { synthesized, out, clients, passwordsFile, ownsPasswords, declares } = workspace();
  expect([synthesized, out, clients].map((each) => path.relative(folder, each))).toEqual([
    ...['build/terraform', 'out', 'out/clients'],
  ]);
  expect(path.relative(folder, passwordsFile)).toBe('out/secrets/passwords.tfvars.json');
  expect([ownsPasswords, declares]).toEqual([true, true]);
});

test('Terraform looks for garbage less often than Go does by itself, unless the environment says how often', () => {
  synthesized(['orders']);
  const said = process.env['GOGC'];
  try {
    delete process.env['GOGC'];
    expect(workspace().environment()).toMatchObject({ GOGC: '200' });
    process.env['GOGC'] = '50';
    expect(workspace().environment()).toMatchObject({ GOGC: '50' });
  } finally {
    delete process.env['GOGC'];
    Object.assign(process.env, said !== undefined && { GOGC: said });
  }
});

test('a manifest that is named needs no project, and says which cluster is meant', () => {
  const given = new Workspace({ project: folder, manifest: path.join(folder, 'else', 'kafka', 'orders.json') });
  expect([given.clusterName, given.declares]).toEqual(['orders', false]);
  expect(given.stackFolder('orders-base')).toBe(path.join(folder, 'else', 'stacks', 'orders-base'));
});

test('fails where nothing was synthesized, and where nothing says which of several clusters is meant', () => {
  expect(() => workspace().clusterName).toThrow(/^\[ManifestMissing\] /);
  synthesized(['one', 'two']);
  expect(() => workspace().clusterName).toThrow(
    /^\[ClusterAmbiguous\] .*: must declare one cluster, .*, got one, two; name it: KAFKA_CLUSTER=one$/,
  );
});

test('fails where there is no project, and where its file says nothing to synthesize by', () => {
  expect(() => appOf(folder)).toThrow(/^\[ProjectMissing\] .*cdktf-kafka init NAME makes one$/);
  write('cdktf.json', { language: 'typescript' });
  expect(() => appOf(folder)).toThrow(/^\[ProjectUnreadable\] /);
});
