import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPTS = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster');
const DYNAMIC = 'controller.quorum=dynamic\n';

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'member-volumes-'));
  cpSync(path.join(SCRIPTS, 'member-volumes.sh'), at('data-volumes.sh'));
  cpSync(path.join(SCRIPTS, 'storage-volumes.sh'), at('standing-volumes.sh'));
  cpSync(path.join(SCRIPTS, 'data-volumes.sh'), at('server-volumes.sh'));
  writeFileSync(at('take-metadata.sh'), '#!/bin/sh\n');
  for (const each of ['storage', 'files', 'configuration', 'volumes']) {
    mkdirSync(at(each));
  }
  writeFileSync(at('storage', 'broker-1-data'), `log.dirs=${at('volumes', 'broker-1-data')}\n`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const controllers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `controller-${at + 1}`);
const volumeOf = (server: string): string => at('volumes', `${server}-data`);

/** Runs the step's look or its preparation, of that many controllers and of one broker. */
function ask(mode: 'look' | 'prepare', count: number): { readonly codes: readonly string[]; readonly text: string } {
  const servers = [...controllers(count), 'broker-1'];
  for (const server of servers) {
    mkdirSync(volumeOf(server), { recursive: true });
  }
  const lines = servers.map((server) =>
    [server.replace(/-.*/, ''), server, `${server}.properties`, '-', volumeOf(server)].join('\t'),
  );
  writeFileSync(at('servers'), `${lines.join('\n')}\n`);
  const given = [mode, at('servers'), at('files'), at('configuration'), '1000:1000', 'consent', 'kraft'];
  const { status, stdout, stderr } = spawnSync('sh', [at('data-volumes.sh'), ...given], { encoding: 'utf8' });
  const codes = violationsIn(stderr).map(({ code }) => code);
  expect(status).toBe(codes.length === 0 ? 0 : 1);
  return { codes, text: `${stdout}${stderr}` };
}

/** As it is once a server was formatted and has run. */
function run(...servers: string[]): void {
  for (const server of servers) {
    mkdirSync(path.join(volumeOf(server), '__cluster_metadata-0'), { recursive: true });
    writeFileSync(path.join(volumeOf(server), 'meta.properties'), 'cluster.id=one\n');
    writeFileSync(path.join(volumeOf(server), '__cluster_metadata-0', '0.log'), 'topics');
  }
}

const ensembleOf = (server: string): string => readFileSync(path.join(volumeOf(server), '.prepared'), 'utf8');

/** A cluster whose controllers were named in every server's file. */
function standStatic(count: number): void {
  ask('prepare', count);
  rmSync(at('configuration', '.dynamic'));
  run(...controllers(count), 'broker-1');
  const voters = controllers(count).map((server) => `controller.quorum.voters=${server}`);
  controllers(count).forEach((server) => {
    writeFileSync(path.join(volumeOf(server), '.prepared'), `${voters.join('\n')}\n`);
  });
}

/** A cluster whose members change. */
function stand(count: number): void {
  ask('prepare', count);
  run(...controllers(count), 'broker-1');
}

const lose = (...servers: string[]): void => {
  servers.forEach((server) => {
    rmSync(volumeOf(server), { recursive: true });
  });
};

test('a new cluster begins with all of its controllers, and so does one whose first preparation was cut off', () => {
  expect(ask('prepare', 3).codes).toEqual([]);
  expect(existsSync(at('configuration', '.dynamic'))).toBe(true);
  expect(ensembleOf('controller-3')).toBe(DYNAMIC);
  expect(ask('prepare', 3)).toEqual({ codes: [], text: '' });
});

test('a static quorum is refused until its metadata say who votes, and nothing is written', () => {
  standStatic(3);
  expect(ask('prepare', 3).codes).toEqual(['QuorumNotDynamic']);
  expect(ensembleOf('controller-1')).toContain('voters');
  writeFileSync(at('configuration', '.dynamic'), '');
  expect(ask('look', 3).codes).toEqual([]);
  expect(ensembleOf('controller-1')).toContain('voters');
  expect(ask('prepare', 3).codes).toEqual([]);
  expect(ensembleOf('controller-1')).toBe(DYNAMIC);
});

test('fails to become dynamic with another number of controllers at once', () => {
  standStatic(3);
  writeFileSync(at('configuration', '.dynamic'), '');
  expect(ask('look', 5).codes).toEqual(['EnsembleResized']);
  expect(ask('prepare', 1).codes).toEqual(['EnsembleResized']);
});

test('controllers come and leave, and none of them has lost anything; one comes back with its volume', () => {
  stand(1);
  expect(ask('look', 3).text).toBe('');
  expect(ask('prepare', 3).codes).toEqual([]);
  run('controller-2', 'controller-3');
  expect(ask('prepare', 1).codes).toEqual([]);
  expect(ask('prepare', 3)).toEqual({ codes: [], text: '' });
});

test('a minority that has lost its volumes begins with nothing, which is told; a majority is missed', () => {
  stand(3);
  lose('controller-2');
  expect(ask('look', 3).text).toContain('controller-2 has lost its data');
  lose('controller-3');
  const { codes, text } = ask('prepare', 3);
  expect(codes).toEqual(['DataVolumeLost']);
  expect(text).toContain('controller-2-data controller-3-data');
});

test('a lost majority is missed beside controllers that come', () => {
  stand(1);
  lose('controller-1');
  expect(ask('prepare', 3).codes).toEqual(['DataVolumeLost']);
});

test('a broker that has lost its records is refused as with any other quorum', () => {
  stand(1);
  lose('broker-1');
  expect(ask('look', 1).codes).toEqual(['DataVolumeLost']);
});
