import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { LABELS } from '../../model/names/names';
import { type CommandResult, outputLine } from '../../runtime/process/output';
import { edited } from '../integ/support/edited';

jest.setTimeout(15 * 60_000);

const execute = promisify(execFile);
const CHECKOUT = path.join(__dirname, '..', '..');
const NAME = 'pkg';
const PORTS = { scram: 15_592, mtls: 15_692, prometheus: 15_590, grafana: 15_589, console: 15_591 };
const FILTERS = { label: [`${LABELS.cluster}=${NAME}`] };

/** A folder that has the packed file, and nothing else. */
const folder = mkdtempSync(path.join(tmpdir(), 'own-project-'));
const project = path.join(folder, NAME);
const engine = new Docker();

/** What the package's command ended with, called as its page says, where nothing says more than a person would. */
async function command(...words: readonly string[]): Promise<CommandResult> {
  const { stdout } = await execute('npx', ['cdktf-kafka', ...words, '--json'], {
    cwd: project,
    maxBuffer: 100 * 1024 * 1024,
  }).catch((error: unknown) => error as { readonly stdout: string });
  const last = outputLine.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  if (last.type !== 'result') {
    throw new Error(`no result: ${stdout}`);
  }
  return last;
}

const WELL = { exitCode: 0, errors: [] };

const containers = (): Promise<Docker.ContainerInfo[]> => engine.listContainers({ all: true, filters: FILTERS });
const broker = async (): Promise<string | undefined> =>
  (await containers()).find(({ Names }) => Names.includes(`/${NAME}-broker-1`))?.Id;

async function removeEverything(): Promise<void> {
  for (const { Id } of await containers()) {
    await engine.getContainer(Id).remove({ force: true, v: true });
  }
  const { Volumes: volumes } = await engine.listVolumes({ filters: JSON.stringify(FILTERS) as never });
  for (const { Name } of volumes) {
    await engine.getVolume(Name).remove();
  }
  for (const { Id } of await engine.listNetworks({ filters: FILTERS })) {
    await engine.getNetwork(Id).remove();
  }
}

beforeAll(async () => {
  await removeEverything();
  const packed = path.join(folder, 'packed');
  mkdirSync(packed);
  await execute('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: CHECKOUT });
  const tarball = path.join(packed, readdirSync(packed)[0] ?? '');
  const ports = Object.entries(PORTS).flatMap(([name, port]) => [`--${name}-port`, String(port)]);
  await execute('npx', ['--yes', '--package', tarball, 'cdktf-kafka', 'init', NAME, '--brokers', '1', ...ports], {
    cwd: folder,
  });
  await execute('npm', ['install', '--silent', '--no-audit', '--no-fund'], { cwd: project });
});

afterAll(async () => {
  await removeEverything();
  rmSync(folder, { recursive: true, force: true });
});

// In the order in which a person goes on.
test('an empty folder becomes a proven cluster, with monitoring and a console, by the package alone', async () => {
  const up = await command('up');
  // One broker keeps every promise but that another one takes over.
  expect(up).toMatchObject({
    exitCode: 1,
    errors: [],
    data: { cluster: NAME, changed: true, proof: { verdict: 'fail' } },
  });
  const { checks } = up.data['proof'] as {
    readonly checks: readonly { readonly name: string; readonly verdict: string }[];
  };
  expect(checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)).toEqual(['failover']);
  expect(checks.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(7);
  const running = (await containers()).filter(({ State }) => State === 'running').map(({ Names }) => Names[0]);
  expect(running).toEqual(
    expect.arrayContaining(['broker-1', 'zookeeper-1', 'prometheus', 'console'].map((part) => `/${NAME}-${part}`)),
  );
});

test('nothing is left to change, nothing has drifted, and what runs is told', async () => {
  expect(await command('plan', '--detailed-exitcode')).toMatchObject(WELL);
  expect(await command('drift')).toMatchObject({ ...WELL, data: { drift: { verdict: 'pass' } } });
  const status = await command('status');
  expect(status).toMatchObject({ ...WELL, data: { cluster: NAME } });
  expect(JSON.stringify(status)).not.toContain('not there');
  expect(await command('clients')).toMatchObject(WELL);
});

test('a change replaces the broker by way of the gate that is built in', async () => {
  const before = await broker();
  const file = path.join(project, 'main.ts');
  writeFileSync(file, edited(readFileSync(file, 'utf8'), 'brokers: 1,', "brokers: 1,\n  labels: { generation: '2' },"));
  expect(await command('deploy')).toMatchObject({ ...WELL, data: { changed: true } });
  expect(await broker()).not.toBe(before);
  expect(readdirSync(path.join(project, 'out', 'rollout'))).not.toEqual([]);
});

test('it is proven again without a fault', async () => {
  const { exitCode, data } = await command('proof', '--no-faults', '--only', 'cluster,logins,topics,access,drift');
  expect({ exitCode, proof: data['proof'] }).toMatchObject({ exitCode: 0, proof: { verdict: 'pass' } });
});

test('it goes with all that it had', async () => {
  expect(await command('destroy', '--volumes')).toMatchObject(WELL);
  expect(await containers()).toEqual([]);
});
