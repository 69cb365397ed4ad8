import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPTS = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster');
const SERVERS = ['controller-1', 'broker-1', 'broker-2'];

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'storage-volumes-'));
  cpSync(path.join(SCRIPTS, 'storage-volumes.sh'), at('data-volumes.sh'));
  cpSync(path.join(SCRIPTS, 'take-metadata.sh'), at('take-metadata.sh'));
  writeFileSync(at('server-volumes.sh'), 'echo "$*"\n');
  mkdirSync(at('storage'));
  for (const server of SERVERS) {
    mkdirSync(at('volumes', server), { recursive: true });
    const roles = server.includes('controller') ? 'controller' : 'broker';
    writeFileSync(at('storage', server), `log.dirs=${at('volumes', server)}\nprocess.roles=${roles}\n`);
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function ask(mode: 'look' | 'prepare'): { readonly code: number | null; readonly text: string } {
  const given = [mode, at('servers'), 'files', 'configuration', '1000:1000', 'consent', 'kraft'];
  const { status, stdout, stderr } = spawnSync('sh', [at('data-volumes.sh'), ...given], { encoding: 'utf8' });
  return { code: status, text: `${stdout}${stderr}` };
}

const belongTo = (server: string, cluster: string): void => {
  writeFileSync(at('volumes', server, 'meta.properties'), `cluster.id=${cluster}\n`);
};

test.each(['look', 'prepare'] as const)(
  'to %s goes on to what is asked of all servers, where volumes belong together',
  (mode) => {
    belongTo('controller-1', 'one');
    belongTo('broker-1', 'one');
    expect(ask(mode)).toEqual({
      code: 0,
      text: `${mode} ${at('servers')} files configuration 1000:1000 consent kraft\n`,
    });
  },
);

test.each(['look', 'prepare'] as const)('fails to %s when volumes of two clusters have come together', (mode) => {
  belongTo('controller-1', 'one');
  belongTo('broker-1', 'other');
  const { code, text } = ask(mode);
  expect(code).toBe(1);
  expect(violationsIn(text)).toMatchObject([{ code: 'ClusterIdsDiffer' }]);
});

test.each(['look', 'prepare'] as const)(
  'fails to %s for what servers are refused, before metadata are missed',
  (mode) => {
    writeFileSync(at('server-volumes.sh'), 'echo "[EnsembleResized] it: must stay; let it" >&2; exit 1\n');
    for (const controller of ['controller-2', 'controller-3']) {
      mkdirSync(at('volumes', controller));
      writeFileSync(at('storage', controller), `log.dirs=${at('volumes', controller)}\nprocess.roles=controller\n`);
    }
    belongTo('controller-1', 'one');
    mkdirSync(at('volumes', 'controller-1', '__cluster_metadata-0'));
    writeFileSync(at('volumes', 'controller-1', '__cluster_metadata-0', '00000000000000000000.log'), 'topics');
    expect(violationsIn(ask(mode).text)).toMatchObject([{ code: 'EnsembleResized' }]);

    writeFileSync(at('server-volumes.sh'), '');
    expect(violationsIn(ask(mode).text)).toMatchObject([{ code: 'DataVolumeLost', subject: 'controller-2' }]);
  },
);
