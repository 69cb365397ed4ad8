import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(20 * 60_000);

const execute = promisify(execFile);
const PROJECT = path.join(__dirname, '..', '..');
const RELEASE = path.join(PROJECT, 'out', 'release');
/** Where the judges of packages are installed. */
const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
const JUDGES = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(RELEASE, file), 'utf8'));
const tarball = (): string => readdirSync(RELEASE).find((file) => file.endsWith('.tgz')) ?? '';
/** Runs one of the judges, which ends with an error where it finds one. */
const judge = (command: string, ...args: readonly string[]): Promise<unknown> =>
  execute(path.join(folder, 'node_modules', '.bin', command), [...args, path.join(RELEASE, tarball())], {
    cwd: folder,
  });

/** Sizes of a packed file's files, by their names. */
async function contentsOf(file: string): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await execute('tar', ['-tvzf', file], { maxBuffer: 100 * 1024 * 1024 });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [, , size, , , name = ''] = line.split(/ +/);
        return [name, Number(size)] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

beforeAll(async () => {
  await execute('npm', ['run', 'release'], { cwd: PROJECT });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  await execute('npm', ['install', '--silent', '--no-audit', '--no-fund', ...JUDGES], { cwd: folder });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the provenance is of this very file and of this commit', async () => {
  const { stdout: commit } = await execute('git', ['rev-parse', 'HEAD'], { cwd: PROJECT });
  const sha512 = createHash('sha512')
    .update(readFileSync(path.join(RELEASE, tarball())))
    .digest('hex');
  expect(readJson('provenance.intoto.json')).toMatchObject({
    subject: [{ name: tarball(), digest: { sha512 } }],
    predicate: { buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: commit.trim() } }, {}] } },
  });
});

test('a fresh clone is packed with the same files by the commands that the page says, of the size that it says, and stays as it was', async () => {
  const page = readFileSync(path.join(PROJECT, 'docs', 'package.md'), 'utf8');
  const [, commands = ''] = /^`([^`]* npm pack)` in this checkout/m.exec(page) ?? [];
  const clone = path.join(folder, 'clone');
  await execute('git', ['clone', '--quiet', PROJECT, clone]);
  await execute('sh', ['-ec', commands], { cwd: clone, maxBuffer: 100 * 1024 * 1024 });
  const packed = path.join(clone, tarball());
  expect(await contentsOf(packed)).toEqual(await contentsOf(path.join(RELEASE, tarball())));
  const { stdout: changes } = await execute('git', ['status', '--porcelain'], { cwd: clone });
  expect(changes).toBe('');

  const [, ...said] = /It is ([\d.]+) MB, and ([\d.]+) MB in some ([\d,]+) files once installed/.exec(page) ?? [];
  const contents = [...(await contentsOf(packed)).values()];
  const installed = contents.reduce((sum, size) => sum + size, 0);
  const figures = [statSync(packed).size / 1e6, installed / 1e6, contents.length];
  expect(said).toHaveLength(3);
  for (const [at, figure] of figures.entries()) {
    const ratio = figure / Number(said[at]?.replace(',', ''));
    expect({ figure, ratio: Math.abs(ratio - 1) < 0.1 }).toEqual({ figure, ratio: true });
  }
});

test('the SBOM lists each package that is installed with it, and none that is for development alone', () => {
  const { packages } = JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
  };
  const needed = Object.entries(packages)
    .filter(([folder, { dev }]) => folder !== '' && dev !== true)
    .map(([folder, { version }]) => `${folder.split('node_modules/').at(-1) ?? ''}@${version}`);
  const bill = readJson('sbom.cdx.json') as {
    readonly metadata: object;
    readonly components: readonly { readonly 'bom-ref': string }[];
  };
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'cdktf-kafka' } } });
  expect(new Set(bill.components.map((component) => component['bom-ref']))).toEqual(new Set(needed));
});

test('publint finds nothing', async () => {
  await judge('publint', '--strict');
});

test('arethetypeswrong finds nothing', async () => {
  await judge('attw', '--exclude-entrypoints', 'manifest.schema.json', 'output.schema.json', '--');
});

test('fails in a tree with changes, and names them', async () => {
  const change = mkdtempSync(path.join(PROJECT, 'changed-'));
  writeFileSync(path.join(change, 'file'), '');
  try {
    await expect(execute('npm', ['run', 'release'], { cwd: PROJECT })).rejects.toMatchObject({
      stderr: expect.stringContaining(path.basename(change)) as string,
    });
    expect(tarball()).not.toBe('');
  } finally {
    rmSync(change, { recursive: true });
  }
});
