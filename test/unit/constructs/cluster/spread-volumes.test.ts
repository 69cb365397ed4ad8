import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'spread-volumes.sh');

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spread-volumes-'));
  cpSync(SCRIPT, at('data-volumes.sh'));
  // What lies beside it tells what it was asked, and by which servers.
  writeFileSync(at('standing-volumes.sh'), 'echo "$1 $7"; cut -f 2 "$2"; ls "${2%/*}/storage"\n');
  for (const made of ['identity', 'storage', 'volumes/broker-1', 'volumes/controller-1', 'volumes/controller-2']) {
    mkdirSync(at(made), { recursive: true });
  }
  writeFileSync(at('storage', 'identity'), `log.dirs=${at('identity')}\n`);
  const lines = ['broker-1', 'controller-1', 'controller-2'].map((server) =>
    [server.replace(/-.*/, ''), server, 'file', '-', at('volumes', server)].join('\t'),
  );
  writeFileSync(at('servers'), lines.map((line) => `${line}\n`).join(''));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function ask(mode: 'look' | 'prepare'): { readonly lines: readonly string[]; readonly codes: readonly string[] } {
  const given = [mode, at('servers'), 'files', 'configuration', '1000:1000', 'consent', 'kraft'];
  const { status, stdout, stderr } = spawnSync('sh', [at('data-volumes.sh'), ...given], { encoding: 'utf8' });
  const codes = violationsIn(stderr).map(({ code }) => code);
  expect(status).toBe(codes.length);
  return { lines: stdout.split('\n').filter(Boolean), codes };
}

test('volumes are prepared when the host was told the identity, by what lies beside it', () => {
  writeFileSync(at('identity', 'meta.properties'), 'cluster.id=one\n');
  const all = ['broker-1', 'controller-1', 'controller-2'];
  expect(ask('prepare')).toEqual({ lines: ['prepare kraft', ...all, 'identity'], codes: [] });
});

test('fails to prepare volumes of a host that was told no identity', () => {
  expect(ask('prepare').codes).toEqual(['ClusterIdMissing']);
  writeFileSync(at('identity', 'meta.properties'), 'cluster.id=\n');
  expect(ask('prepare').codes).toEqual(['ClusterIdMissing']);
});

test('whoever looks needs none, and sees no controller that would begin with nothing: of that one the hosts together tell', () => {
  writeFileSync(at('volumes', 'controller-2', 'meta.properties'), 'cluster.id=one\n');
  expect(ask('look')).toEqual({ lines: ['look kraft', 'broker-1', 'controller-2', 'identity'], codes: [] });
  expect(ask('look').lines).toEqual(ask('look').lines);
});
