import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'format-members.sh');
const ID = 'QawNgN76pIYJi_UF02f0yQ';

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'format-members-'));
  mkdirSync(at('storage'));
  for (const node of [1, 2]) {
    const lines = ['process.roles=controller', `node.id=100${node}`, `listeners=CONTROLLER://c${node}.net:9093`];
    writeFileSync(at('storage', `c${node}`), `${[...lines, `log.dirs=${at(`c${node}`)}`].join('\n')}\n`);
  }
  writeFileSync(at('storage', 'b1'), `process.roles=broker\nnode.id=1\nlog.dirs=${at('b1')}\n`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const words = (server: string, id = ID): string =>
  execFileSync('sh', [SCRIPT, at('storage'), id, at('storage', server)], { encoding: 'utf8' }).trim();

test('the first controllers are formatted with one list of all of them, each with a folder of its own', () => {
  const list = words('c1');
  expect(list).toMatch(/^--initial-controllers=1001@c1\.net:9093:[0-9a-f]{21}A,1002@c2\.net:9093:[0-9a-f]{21}A$/);
  expect(words('c2')).toBe(list);
  const folders = [...list.matchAll(/:([0-9a-f]{21}A)/g)].map(([, each]) => Buffer.from(each ?? '', 'base64url'));
  expect(folders.map(({ length }) => length)).toEqual([16, 16]);
  expect(folders[0]).not.toEqual(folders[1]);
  expect(words('c1', 'another')).not.toBe(list);
});

test('whoever comes to a quorum that has begun is formatted without a vote, and a broker as ever', () => {
  mkdirSync(at('c1', '__cluster_metadata-0'), { recursive: true });
  const first = at('c1', '__cluster_metadata-0', '00000000000000000000-0000000000.checkpoint');
  writeFileSync(first, 'what a new quorum begins with');
  expect(words('c2')).toContain('--initial-controllers=');
  writeFileSync(at('c1', '__cluster_metadata-0', '00000000000000000000.log'), 'topics');
  expect(words('c2')).toBe('--no-initial-controllers');
  expect(words('b1')).toBe('');
});
