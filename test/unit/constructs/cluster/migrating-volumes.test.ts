import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Metadata } from '../../../../constructs';
import type { MigrationPhase } from '../../../../model/metadata/migration/migration-phase';
import { MigrationStore } from '../../../../model/metadata/migration/migration-store';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'migrating-volumes.sh');
const LOG = path.join('__cluster_metadata-0', '00000000000000000000.log');

/** Whoever runs this: a test need not be root. */
const OWNER = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrating-volumes-'));
  cpSync(SCRIPT, at('data-volumes.sh'));
  // What lies beside it tells what it was asked, and by which servers.
  writeFileSync(at('standing-volumes.sh'), 'echo "$1 $7"; cut -f 2 "$2"; ls "${2%/*}/storage"\n');
  for (const made of ['configuration', 'storage', 'volumes/broker-1-data', 'volumes/controller-1-data']) {
    mkdirSync(at(made), { recursive: true });
  }
  writeFileSync(at('storage', 'broker-1-data'), '');
  writeFileSync(
    at('servers'),
    ['broker', 'controller']
      .map((role) => [role, `${role}-1`, 'file', '-', at('volumes', `${role}-1-data`)].join('\t') + '\n')
      .join(''),
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the step of a phase, where volumes were told that the metadata are there, or nothing. */
function run(
  phase: MigrationPhase,
  former?: string,
  mode: 'look' | 'prepare' = 'prepare',
): { readonly lines: readonly string[]; readonly codes: readonly string[] } {
  const { store } = Metadata.migration({ from: Metadata.zooKeeper(), to: Metadata.kraft(), phase });
  const migration = store instanceof MigrationStore ? store.migration('dev/metadata') : undefined;
  const lines = [[migration?.first, ''], ...Object.entries(migration?.refusals ?? {})];
  writeFileSync(at('stages'), lines.map((line) => `${line.join('\t')}\n`).join(''));
  for (const [file, role] of [
    ['new-servers', migration?.newServers],
    ['goes-back', migration?.goesBack],
  ] as const) {
    rmSync(at(file), { force: true });
    if (role !== undefined) {
      writeFileSync(at(file), `${role}\n`);
    }
  }
  rmSync(at('configuration', '.store'), { force: true });
  if (former !== undefined) {
    writeFileSync(at('configuration', '.store'), `${former}\n`);
  }
  const given = [mode, at('servers'), 'files', at('configuration'), OWNER, 'consent', migration?.at ?? ''];
  const { status, stdout, stderr } = spawnSync('sh', [at('data-volumes.sh'), ...given], { encoding: 'utf8' });
  const codes = violationsIn(stderr).map(({ code }) => code);
  expect(status).toBe(codes.length);
  return { lines: stdout.split('\n').filter(Boolean), codes };
}

const told = (): string => readFileSync(at('configuration', '.store'), 'utf8').trim();

const begin = (): void => {
  mkdirSync(at('volumes', 'controller-1-data', '__cluster_metadata-0'));
  writeFileSync(at('volumes', 'controller-1-data', LOG), 'topics');
};

test('a phase goes on from the one before, and volumes are told of it', () => {
  expect(run('migrate', 'migration:provision').lines).toEqual([
    ...['prepare migration:provision', 'broker-1', 'controller-1', 'broker-1-data'],
  ]);
  expect(told()).toBe('migration:migrate');
  run('withdraw', 'migration:migrate');
  expect(told()).toBe('zookeeper');
  run('retire', 'migration:finalize');
  expect(told()).toBe('kraft');
});

test('it goes on again from itself, and only looks where it is to look', () => {
  expect(run('dualWrite', 'migration:dualWrite', 'look').lines[0]).toBe('look migration:dualWrite');
  expect(run('migrate', 'migration:provision', 'look').codes).toEqual([]);
  expect(told()).toBe('migration:provision');
});

test.each([
  ['migrate', undefined, 'MigrationStepSkipped'],
  ['dualWrite', 'migration:provision', 'MigrationStepSkipped'],
  ['withdraw', 'migration:dualWrite', 'MigrationStepSkipped'],
  ['dualWrite', 'migration:finalize', 'MigrationFinal'],
  ['withdraw', 'kraft', 'MigrationFinal'],
] as const)('fails with %s from %s', (phase, former, code) => {
  const { codes, lines } = run(phase, former);
  expect(codes).toEqual([code]);
  expect(lines).toEqual([]);
  expect(existsSync(at('configuration', '.store'))).toBe(former !== undefined);
});

test('a store that nobody knows is left to what lies beside it', () => {
  expect(run('migrate', 'tapes').lines[0]).toBe('prepare migration:migrate');
});

test('controllers that have nothing yet are none that have lost it, where they first stand', () => {
  expect(run('provision', 'zookeeper').lines).toEqual(['prepare zookeeper', 'broker-1', 'broker-1-data']);
  expect(run('provision').lines[0]).toBe('prepare zookeeper');
  begin();
  expect(run('provision', 'migration:provision').lines).toContain('controller-1');
});

test('fails with what an earlier attempt has left of a quorum', () => {
  begin();
  expect(run('provision', 'zookeeper').codes).toEqual(['QuorumLeftOver']);
});

/** What Kafka has written of a volume that it has formatted for a member of the quorum, and for a server of the former store's. */
const META = {
  member:
    '#\n#Sat Nov 28 09:00:00 UTC 2026\ncluster.id=-wV9OMmLSWmzpWsDNJ0r0g\ndirectory.id=Zq0dSzkpTuSm5\nnode.id=1\nversion=1\n',
  former:
    '#\n#Sat Nov 28 09:00:00 UTC 2026\nbroker.id=1\ncluster.id=-wV9OMmLSWmzpWsDNJ0r0g\ndirectory.id=Zq0dSzkpTuSm5\nversion=0\n',
};

test('a broker that has got an empty volume as a member of the quorum goes back with the others, which tell of no other format', () => {
  const meta = at('volumes', 'broker-1-data', 'meta.properties');
  const controllers = at('volumes', 'controller-1-data', 'meta.properties');
  writeFileSync(controllers, META.member);
  const lines = (text: string): readonly string[] => text.split('\n').sort();
  const after = (...step: Parameters<typeof run>): string => {
    writeFileSync(meta, META.member);
    run(...step);
    return readFileSync(meta, 'utf8');
  };
  expect(after('migrate', 'migration:dualWrite')).toBe(META.member);
  expect(after('withdraw', 'migration:migrate', 'look')).toBe(META.member);
  // Not where it is refused.
  expect(after('withdraw', 'migration:dualWrite')).toBe(META.member);
  expect(lines(after('withdraw', 'migration:migrate'))).toEqual(lines(META.former));
  const made = statSync(meta);
  run('withdraw', 'zookeeper');
  expect(statSync(meta)).toMatchObject({ ino: made.ino, mtimeMs: made.mtimeMs });
  expect(readFileSync(controllers, 'utf8')).toBe(META.member);
});
