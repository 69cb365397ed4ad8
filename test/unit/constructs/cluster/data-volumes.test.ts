import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPTS = path.join(__dirname, '..', '..', '..', '..', 'constructs');

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'data-volumes-'));
  mkdirSync(at('configuration'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const volumesOf = (server: string): readonly string[] =>
  server.includes('zookeeper') ? [`${server}-data`, `${server}-datalog`] : [`${server}-data`];

interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** Runs the step that configures a cluster of so many ZooKeeper nodes and brokers, as its container would. */
function configure(nodes: number, brokers: number, environment: Readonly<Record<string, string>> = {}): Outcome {
  const files = at('step');
  rmSync(files, { recursive: true, force: true });
  mkdirSync(path.join(files, 'configuration'), { recursive: true });
  const inOneLine = environment['STORE'] === 'kraft';
  const ensemble =
    nodes === 1
      ? ''
      : inOneLine
        ? `voters=${range(nodes)
            .map((id) => `${id}@kafka-zookeeper-${id}:9093`)
            .join()}\n`
        : range(nodes)
            .map((id) => `server.${id}=kafka-zookeeper-${id}:2888:3888\n`)
            .join('');
  const servers = [
    ...range(nodes).map((id) => `kafka-zookeeper-${id}`),
    ...range(brokers).map((id) => `kafka-broker-${id}`),
  ];
  const lines = servers.map((server) => {
    const zooKeeper = server.includes('zookeeper');
    const file = `${server}-${String(zooKeeper ? nodes : 0).padStart(12, '0')}.properties`;
    writeFileSync(
      path.join(files, 'configuration', file),
      zooKeeper ? `tickTime=2000\n${ensemble}` : 'broker.rack=a\n',
    );
    const places = volumesOf(server).map((name) => {
      mkdirSync(at('volumes', name), { recursive: true });
      const initial = name.endsWith('-datalog') ? ':version-2/,initialize' : ':version-2/';
      return `${at('volumes', name)}${zooKeeper ? initial : ''}`;
    });
    return [
      zooKeeper ? 'zookeeper' : 'broker',
      server,
      file,
      zooKeeper ? (inOneLine ? '^voters=' : '^server\\.') : '-',
      places.join(' '),
    ].join('\t');
  });
  writeFileSync(path.join(files, 'servers'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(
    path.join(files, 'folders'),
    servers
      .flatMap(volumesOf)
      .map((name) => `${at('volumes', name)}\n`)
      .join(''),
  );
  writeFileSync(path.join(files, 'consent'), 'touch /c/');
  writeFileSync(path.join(files, 'store'), `${environment['STORE'] ?? 'zookeeper'}\n`);
  writeFileSync(path.join(files, 'data-volumes.sh'), readFileSync(path.join(SCRIPTS, 'cluster', 'data-volumes.sh')));
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const script = path.join(SCRIPTS, 'containers', 'configure.sh');
  const { status, stdout, stderr } = spawnSync('sh', [script, files, at('configuration'), owner], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  return { code: status, text: `${stdout}${stderr}` };
}

/** As servers do when they run: they write data, and ZooKeeper takes away what let it begin with nothing. */
function run(nodes: number, brokers: number): void {
  for (const id of range(nodes)) {
    for (const volume of volumesOf(`kafka-zookeeper-${id}`)) {
      rmSync(at('volumes', volume, 'initialize'), { force: true });
      mkdirSync(at('volumes', volume, 'version-2'), { recursive: true });
      writeFileSync(at('volumes', volume, 'version-2', 'log.1'), 'topics');
    }
  }
  for (const id of range(brokers)) {
    writeFileSync(at('volumes', `kafka-broker-${id}-data`, 'meta.properties'), 'cluster.id=x');
  }
}

function stand(nodes: number, brokers: number): void {
  expect(configure(nodes, brokers)).toEqual({ code: 0, text: '' });
  run(nodes, brokers);
}

/** As a version that did not mark volumes has left them. */
function forgetMarks(): void {
  rmSync(at('configuration', '.servers'), { recursive: true });
  for (const volume of readdirSync(at('volumes'))) {
    rmSync(at('volumes', volume, '.prepared'), { force: true });
  }
}

function lose(server: string): void {
  for (const volume of volumesOf(server)) {
    rmSync(at('volumes', volume), { recursive: true });
  }
}

const codesOf = ({ text }: Outcome): readonly string[] => violationsIn(text).map(({ code }) => code);
const mayBegin = (node: number): boolean => existsSync(at('volumes', `kafka-zookeeper-${node}-datalog`, 'initialize'));

/** Everything that a refusal leaves as it was. */
const content = (): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('step'));

/** What is refused, by a look at it too; nothing has changed by either. */
function refusals(nodes: number, brokers: number): readonly string[] {
  // What Terraform has made by then.
  [...range(nodes).map((id) => `kafka-zookeeper-${id}`), ...range(brokers).map((id) => `kafka-broker-${id}`)]
    .flatMap(volumesOf)
    .forEach((name) => mkdirSync(at('volumes', name), { recursive: true }));
  const before = content();
  const looked = configure(nodes, brokers, { LOOK_ONLY: 'yes' });
  const outcome = configure(nodes, brokers);
  expect(outcome).toEqual(looked);
  expect(content()).toEqual(before);
  expect(outcome.code).toBe(1);
  return codesOf(outcome);
}

describe('An ensemble', () => {
  test('begins with nothing, in every node, and once only', () => {
    stand(3, 3);
    expect(configure(3, 3)).toEqual({ code: 0, text: '' });
    expect(range(3).map(mayBegin)).toEqual([false, false, false]);
  });

  test('goes on where its first preparation was cut off', () => {
    expect(configure(3, 3).code).toBe(0);
    rmSync(at('configuration', '.servers'), { recursive: true });
    rmSync(at('volumes', 'kafka-zookeeper-2-datalog', '.prepared'));
    expect(configure(3, 3)).toEqual({ code: 0, text: '' });
    expect(range(3).map(mayBegin)).toEqual([true, true, true]);
  });

  test.each([
    [1, 3],
    [3, 5],
    [3, 1],
    [5, 3],
    [1, 2],
  ])('fails to become one of another size: %i nodes to %i', (from, to) => {
    stand(from, 3);
    expect(refusals(to, 3)).toEqual(['EnsembleResized']);
    expect(configure(from, 3).code).toBe(0);
  });

  test.each([
    [1, 3],
    [5, 3],
    [3, 1],
  ])('fails to, where its volumes were made before they were marked: %i nodes to %i', (from, to) => {
    stand(from, 3);
    forgetMarks();
    expect(refusals(to, 3)).toEqual(['EnsembleResized']);
    expect(configure(from, 3)).toEqual({ code: 0, text: '' });
  });

  test('fails to, also when the volume of configuration was lost', () => {
    stand(1, 3);
    rmSync(at('configuration'), { recursive: true });
    mkdirSync(at('configuration'));
    expect(refusals(3, 3)).toEqual(['EnsembleResized']);
  });

  test('takes back a node that has lost its data, where a majority has them; it does not begin with nothing', () => {
    stand(3, 3);
    lose('kafka-zookeeper-2');
    expect(configure(3, 3)).toEqual({
      code: 0,
      text: 'kafka-zookeeper-2 has lost its data, and takes them from the others\n',
    });
    expect(mayBegin(2)).toBe(false);
    expect(existsSync(at('volumes', 'kafka-zookeeper-2-data', 'version-2'))).toBe(true);
  });

  test('starts empty with consent where the others are on other hosts, and does not begin with nothing', () => {
    stand(3, 3);
    ['kafka-zookeeper-1', 'kafka-zookeeper-3'].forEach(lose);
    ['1', '3'].forEach((id) => {
      writeFileSync(at('configuration', `.start-empty-kafka-zookeeper-${id}`), '');
    });
    expect(configure(3, 3)).toMatchObject({ code: 0 });
    expect([mayBegin(1), mayBegin(3)]).toEqual([false, false]);
    ['kafka-zookeeper-1', 'kafka-zookeeper-3'].forEach(lose);
    expect(new Set(refusals(3, 3))).toEqual(new Set(['DataVolumeLost']));
  });

  test.each([
    ['of two nodes of three', 3, ['kafka-zookeeper-1', 'kafka-zookeeper-3']],
    ['of the only node', 1, ['kafka-zookeeper-1']],
    ['of all nodes', 3, ['kafka-zookeeper-1', 'kafka-zookeeper-2', 'kafka-zookeeper-3']],
  ])('fails when the data are gone %s', (_, nodes, lost) => {
    stand(nodes, 3);
    lost.forEach(lose);
    expect(new Set(refusals(nodes, 3))).toEqual(new Set(['DataVolumeLost']));
  });

  test('fails when the data of the only node are gone, and the volume of configuration too', () => {
    stand(1, 1);
    lose('kafka-zookeeper-1');
    rmSync(at('configuration'), { recursive: true });
    mkdirSync(at('configuration'));
    expect(refusals(1, 1)).toEqual(['DataVolumeLost']);
  });

  test('fails when one of a node’s two volumes is gone', () => {
    stand(3, 3);
    rmSync(at('volumes', 'kafka-zookeeper-2-datalog'), { recursive: true });
    expect(refusals(3, 3)).toEqual(['DataVolumeLost']);
  });
});

describe('A broker', () => {
  test('is added to a cluster that stands', () => {
    stand(1, 3);
    expect(configure(1, 4)).toEqual({ code: 0, text: '' });
  });

  test('may come back with an empty volume after it has left the declaration', () => {
    stand(1, 4);
    expect(configure(1, 3).code).toBe(0);
    lose('kafka-broker-4');
    expect(configure(1, 4)).toEqual({ code: 0, text: '' });
  });

  test.each([false, true])(
    'fails when its data are gone (marks are lost too: %s), and starts empty with consent, once',
    (marks) => {
      stand(1, 3);
      if (marks) {
        forgetMarks();
      }
      lose('kafka-broker-2');
      expect(refusals(1, 3)).toEqual(['DataVolumeLost']);
      const consent = /touch \/c\/(\S+)/.exec(configure(1, 3).text)?.[1] ?? '';
      writeFileSync(at('configuration', consent), '');
      expect(configure(1, 3)).toEqual({ code: 0, text: '' });
      lose('kafka-broker-2');
      expect(refusals(1, 3)).toEqual(['DataVolumeLost']);
    },
  );
});

test('fails when its data are gone and the consent is of another day, such as one that a deployment left which was cut off', () => {
  stand(1, 3);
  lose('kafka-broker-2');
  const consent = at('configuration', '.start-empty-kafka-broker-2');
  writeFileSync(consent, '');
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
  utimesSync(consent, yesterday, yesterday);
  expect(refusals(1, 3)).toEqual(['DataVolumeLost']);
  const anHourAgo = new Date(Date.now() - 60 * 60_000);
  utimesSync(consent, anHourAgo, anHourAgo);
  expect(configure(1, 3)).toEqual({ code: 0, text: '' });
});

test('a cluster of which nothing is left begins anew', () => {
  stand(3, 3);
  rmSync(at('volumes'), { recursive: true });
  expect(configure(1, 2)).toEqual({ code: 0, text: '' });
  expect(mayBegin(1)).toBe(true);
});

test.each([
  ['', (): void => undefined],
  [
    ', where nobody had written down yet where they are',
    (): void => {
      rmSync(at('configuration', '.store'));
    },
  ],
  [
    ', nor which servers there are',
    (): void => {
      rmSync(at('configuration', '.store'));
      forgetMarks();
    },
  ],
])(
  'fails when the metadata are to be kept elsewhere than where they are, before anything is written%s',
  (_, forget) => {
    stand(3, 3);
    forget();
    const before = readdirSync(at('configuration'));
    const { code, text } = configure(3, 3, { STORE: 'kraft' });
    expect(code).not.toBe(0);
    expect(violationsIn(text)).toMatchObject([{ code: 'MetadataStoreChanged' }]);
    expect(text).toContain('they are in zookeeper, and kraft is declared');
    expect(readdirSync(at('configuration'))).toEqual(before);
    expect(configure(3, 3)).toEqual({ code: 0, text: '' });
  },
);

test('a cluster on KRaft whose volume of configuration was lost goes on', () => {
  const kraft = { STORE: 'kraft' };
  expect(configure(3, 1, kraft)).toEqual({ code: 0, text: '' });
  run(3, 1);
  rmSync(at('configuration'), { recursive: true });
  mkdirSync(at('configuration'));
  expect(configure(3, 1, kraft)).toEqual({ code: 0, text: '' });
});

test('an ensemble that one line names has as many members as the line has parts', () => {
  const kraft = { STORE: 'kraft' };
  expect(configure(3, 1, kraft)).toEqual({ code: 0, text: '' });
  run(3, 1);
  lose('kafka-zookeeper-2');
  expect(configure(3, 1, kraft)).toMatchObject({
    code: 0,
    text: expect.stringContaining('takes them from the others') as string,
  });
  run(3, 1);
  lose('kafka-zookeeper-1');
  lose('kafka-zookeeper-3');
  const { code, text } = configure(3, 1, kraft);
  expect(code).not.toBe(0);
  expect(violationsIn(text)).toMatchObject([{ code: 'DataVolumeLost' }, { code: 'DataVolumeLost' }]);
  expect(text).toContain('(1 of 3)');
});
