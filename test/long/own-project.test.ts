import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { edited } from '../integ/support/edited';
import { PackedProject } from './support/packed-project';

jest.setTimeout(15 * 60_000);

const NAME = 'pkg';
const PORTS = { scram: 15_592, mtls: 15_692, prometheus: 15_590, grafana: 15_589, console: 15_591 };

const project = new PackedProject(NAME, PORTS);
const command = project.command.bind(project);

const WELL = { exitCode: 0, errors: [] };

const broker = async (): Promise<string | undefined> =>
  (await project.containers()).find(({ Names }) => Names.includes(`/${NAME}-broker-1`))?.Id;

beforeAll(async () => {
  await project.removeCluster();
  await project.make(await project.pack(), '--brokers', '1');
});
afterAll(() => project.remove());

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
  const running = (await project.containers()).filter(({ State }) => State === 'running').map(({ Names }) => Names[0]);
  expect(running).toEqual(
    expect.arrayContaining(['broker-1', 'zookeeper-1', 'prometheus', 'console'].map((part) => `/${NAME}-${part}`)),
  );
});

test('nothing is left to change, nothing has drifted, and what runs is told', async () => {
  expect(await command('plan', '--detailed-exitcode')).toMatchObject(WELL);
  expect(await command('drift')).toMatchObject({ ...WELL, data: { drift: { verdict: 'pass' } } });
  const status = await command('status');
  expect(status).toMatchObject({
    ...WELL,
    data: {
      cluster: NAME,
      kafka: { controller: expect.any(Number) as number, partitions: { underReplicated: [], leaderless: [] } },
      drift: { verdict: 'pass' },
    },
  });
  expect(JSON.stringify(status)).not.toContain('not there');
  expect(await command('clients')).toMatchObject(WELL);
});

test('a change replaces the broker by way of the gate that is built in', async () => {
  const before = await broker();
  const file = path.join(project.folder, 'main.ts');
  writeFileSync(file, edited(readFileSync(file, 'utf8'), 'brokers: 1,', "brokers: 1,\n  labels: { generation: '2' },"));
  expect(await command('deploy')).toMatchObject({ ...WELL, data: { changed: true } });
  expect(await broker()).not.toBe(before);
  expect(readdirSync(path.join(project.folder, 'out', 'rollout'))).not.toEqual([]);
});

test('it is proven again without a fault', async () => {
  const { exitCode, data } = await command('proof', '--no-faults', '--only', 'cluster,logins,topics,access,drift');
  expect({ exitCode, proof: data['proof'] }).toMatchObject({ exitCode: 0, proof: { verdict: 'pass' } });
});

test('it goes with all that it had', async () => {
  expect(await command('destroy', '--volumes')).toMatchObject(WELL);
  expect(await project.containers()).toEqual([]);
});
