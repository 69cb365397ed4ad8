import { deployAll, type Deployed } from '../../../../cli/commands/deployment';
import { migrate, type MigrateFlags } from '../../../../cli/commands/migrate';
import { withDeclaration } from '../../../../cli/deployment/prepare';
import { Workspace } from '../../../../cli/workspace';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import type { MigrationStage } from '../../../../model/metadata/migration/migration-phase';
import { migrationStage } from '../../../../runtime/migration/standing-stage';
import { question } from '../../../../runtime/process/question';
import { answer, canBeAsked } from '../../../../runtime/process/terminal';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../cli/commands/deployment');
jest.mock('../../../../cli/deployment/prepare');
jest.mock('../../../../runtime/migration/standing-stage');
jest.mock('../../../../runtime/process/question');
jest.mock('../../../../runtime/process/terminal');

const controllers = [1001, 1002, 1003].map((nodeId) => ({
  ...{ id: nodeId, role: 'controller', nodeId, port: 9093, file: 'file' },
  container: `kafka-controller-${nodeId - 1000}`,
  host: 'host',
}));
const withServers = (servers: ClusterManifest['metadata']['servers']): ClusterManifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, servers },
});
const BOTH = withServers([...manifest.metadata.servers, ...controllers]);

/** Phases that are deployed, in their order. */
let deployed: (string | undefined)[];
/** What stands at the beginning. */
let stage: MigrationStage | undefined;
let declared: ClusterManifest;

beforeEach(() => {
  deployed = [];
  stage = 'former';
  declared = manifest;
  jest.mocked(withDeclaration).mockImplementation(() => Promise.resolve(declared));
  jest.mocked(migrationStage).mockImplementation(() => Promise.resolve(stage));
  jest.mocked(canBeAsked).mockReturnValue(false);
  jest.mocked(deployAll).mockImplementation(({ phase }) => {
    expect(phase?.cluster).toBe('kafka');
    deployed.push(phase?.phase);
    return Promise.resolve({
      manifest: phase?.phase === 'retire' ? withServers(controllers) : BOTH,
      warnings: [],
    } as unknown as Deployed);
  });
});
afterEach(() => {
  jest.clearAllMocks();
});

const run = (flags: Partial<MigrateFlags> = {}): Promise<number> =>
  migrate(new Workspace({ project: '/nowhere', cluster: () => 'kafka' }), { to: 'retire', ...flags });
const told = (): { readonly data: Readonly<Record<string, unknown>>; readonly text: string } => {
  const [first] = jest.mocked(answer).mock.calls;
  return { data: first?.[0] ?? {}, text: first?.[1] ?? '' };
};

test('all phases are deployed one after the other, where that was agreed to, and what is to be declared is told', async () => {
  expect(await run({ yes: true })).toBe(0);
  expect(deployed).toEqual(['provision', 'migrate', 'dualWrite', 'finalize', 'retire']);
  expect(question).not.toHaveBeenCalled();
  expect(told().data).toMatchObject({ at: 'retire', declaration: 'Metadata.kraft({ controllers: 3 })' });
  expect(told().text).toContain('metadata: Metadata.kraft({ controllers: 3 }) in main.ts');
});

test.each([
  ['yes', 0, 'retire'],
  ['y', 2, 'dualWrite'],
] as const)('somebody is asked before the way back ends, and answers %s', async (said, code, at) => {
  jest.mocked(canBeAsked).mockReturnValue(true);
  jest.mocked(question).mockImplementation(() => {
    expect(deployed.at(-1)).toBe('dualWrite');
    return Promise.resolve(said);
  });
  expect(await run()).toBe(code);
  expect(deployed.at(-1)).toBe(at);
  expect(told().data).toMatchObject({ at });
  expect(question).toHaveBeenCalledTimes(1);
});

test('fails before anything is touched where nobody can be asked', async () => {
  await expect(run()).rejects.toThrow('[MigrationUnconfirmed] cluster kafka: ');
  stage = 'dualWrite';
  await expect(run({ to: 'finalize' })).rejects.toThrow('--yes');
  expect(deployed).toEqual([]);
});

test('it goes on where the cluster is, and asks for nothing that was begun', async () => {
  stage = 'finalize';
  expect(await run()).toBe(0);
  expect(deployed).toEqual(['finalize', 'retire']);
});

test('it ends where it is to, and leads back', async () => {
  expect(await run({ to: 'migrate' })).toBe(0);
  expect(deployed).toEqual(['provision', 'migrate']);
  expect(told().data).toMatchObject({
    declaration:
      "Metadata.migration({ from: Metadata.zooKeeper({ nodes: 3 }), to: Metadata.kraft({ controllers: 3 }), phase: 'migrate' })",
  });
  stage = 'dualWrite';
  expect(await run({ to: 'withdraw' })).toBe(0);
  expect(deployed.slice(2)).toEqual(['dualWrite', 'migrate', 'withdraw']);
});

test('it only shows where the metadata are, where that is asked for', async () => {
  stage = 'migrate';
  expect(await run({ list: true })).toBe(0);
  expect(deployed).toEqual([]);
  expect(told().data).toMatchObject({
    at: 'migrate',
    phases: [
      { state: 'done' },
      { phase: 'migrate', state: 'here' },
      { state: 'ahead' },
      { state: 'ahead' },
      { state: 'ahead' },
    ],
  });
  expect(told().text).toMatch(/finalize.*can’t be undone/);
});

test('nothing is left to be done where the metadata are in KRaft', async () => {
  stage = 'kraft';
  declared = withServers(controllers);
  expect(await run()).toBe(0);
  expect(deployed).toEqual([]);
  expect(told().text).not.toContain('main.ts');
});

test.each([
  ['MigrationNothing', undefined, manifest, 'retire'],
  ['MigrationFinal', 'finalize', manifest, 'withdraw'],
  ['MigrationUndeclared', 'former', withServers(controllers), 'dualWrite'],
] as const)('fails with %s from %s', async (code, at, given, to) => {
  stage = at;
  declared = given;
  await expect(run({ to })).rejects.toThrow(`[${code}]`);
  expect(deployed).toEqual([]);
});
