import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violationsIn } from '../../../../runtime/engine/steps';

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'format-storage.sh');
const OWNER = '1000:1000';
const SERVERS = ['controller-1', 'broker-1', 'broker-2'];

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);
const metaOf = (server: string): string => at('volumes', server, 'meta.properties');

/** Stands for Java: writes what Kafka's tool would, of Kafka 4 for a controller, or fails for one volume. */
const JAVA = `#!/bin/sh
for argument in "$@"; do
  case $argument in
  --cluster-id=*) id=\${argument#*=} ;;
  --release-version=*) echo "\${argument#*=}" >>"$RELEASES" ;;
  *.properties) folder=$(sed -n 's/^log.dirs=//p' "$argument") file=\${argument##*/} ;;
  esac
done
case $file in
controller-*)
  mkdir "$folder/__cluster_metadata-0"
  echo new >"$folder/__cluster_metadata-0/00000000000000000000-0000000000.checkpoint"
  ;;
esac
if [ "\${file%%.*}" = "\${FAILS:-}" ]; then
  echo 'No such listener'
  exit 1
fi
printf 'cluster.id=%s\\n' "$id" >"$folder/meta.properties"
`;

/** Notes whom what is given to, as a test need not be root. */
const CHOWN = `#!/bin/sh
[ "$1" != -h ] || shift
owner=$1
shift
for file in "$@"; do
  case $file in
  *.tmp)
    [ "\${KEEPS:-}" = yes ] || rm "$file"
    echo "chown: cannot access '$file'" >&2
    exit 1
    ;;
  esac
  echo "$owner $file" >>"$OWNERS"
done
`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'format-storage-'));
  mkdirSync(at('bin'));
  writeFileSync(at('bin', 'java'), JAVA);
  writeFileSync(at('bin', 'chown'), CHOWN);
  for (const program of ['java', 'chown']) {
    chmodSync(at('bin', program), 0o755);
  }
  mkdirSync(at('storage'));
  for (const server of SERVERS) {
    mkdirSync(at('volumes', server), { recursive: true });
    const roles = server.includes('controller') ? 'controller' : 'broker';
    writeFileSync(at('storage', `${server}.properties`), `log.dirs=${at('volumes', server)}\nprocess.roles=${roles}\n`);
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function format(
  environment: Readonly<Record<string, string>> = {},
  script = SCRIPT,
): {
  readonly code: number | null;
  readonly text: string;
} {
  const { status, stdout, stderr } = spawnSync('sh', [script, at('storage'), OWNER], {
    env: {
      ...process.env,
      ...{ PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, OWNERS: at('owners'), RELEASES: at('releases') },
      ...environment,
    },
    encoding: 'utf8',
  });
  return { code: status, text: `${stdout}${stderr}` };
}

const ids = (): readonly string[] => SERVERS.map((server) => readFileSync(metaOf(server), 'utf8'));

test('all volumes of a new cluster bear one identity, in Kafka’s form', () => {
  expect(format()).toEqual({ code: 0, text: '' });
  expect(new Set(ids()).size).toBe(1);
  expect(ids()[0]).toMatch(/^cluster\.id=[A-Za-z0-9_][A-Za-z0-9_-]{21}\n$/);
});

test('a volume that comes later bears the identity of those that stand, which stay as they are', () => {
  format();
  const before = ids();
  rmSync(metaOf('broker-2'));
  expect(format()).toEqual({ code: 0, text: '' });
  expect(ids()).toEqual(before);
});

test('a file that a running server takes away meanwhile is nobody’s, and one that stays must be the server’s', () => {
  format();
  const checkpoint = at('volumes', 'broker-1', 'recovery-point-offset-checkpoint.tmp');
  writeFileSync(checkpoint, '0');
  expect(format()).toEqual({ code: 0, text: '' });
  writeFileSync(checkpoint, '0');
  expect(format({ KEEPS: 'yes' }).text).toMatch(/cannot access[^]*\[StorageNotFormatted\] broker-1\.properties: /);
});

test('an identity that begins with a dash, as ZooKeeper’s brokers may have made it, is that of those that come later', () => {
  const identity = 'cluster.id=-wV9OMmLSWmzpWsDNJ0r0g\n';
  writeFileSync(metaOf('broker-1'), identity);
  expect(format()).toEqual({ code: 0, text: '' });
  expect(ids()).toEqual([identity, identity, identity]);
});

test('a server that knows no format tells its identity, and its volume is left as it is', () => {
  writeFileSync(at('storage', 'broker-1.properties'), `log.dirs=${at('volumes', 'broker-1')}\n`);
  writeFileSync(metaOf('broker-1'), 'broker.id=1\nversion=0\ncluster.id=one\n');
  writeFileSync(at('storage', 'broker-2.properties'), `log.dirs=${at('volumes', 'broker-2')}\n`);
  expect(format()).toEqual({ code: 0, text: '' });
  expect(readFileSync(metaOf('controller-1'), 'utf8')).toBe('cluster.id=one\n');
  expect(readFileSync(metaOf('broker-1'), 'utf8')).toContain('version=0');
  expect(readdirSync(at('volumes', 'broker-2'))).toEqual([]);
  expect(readFileSync(at('owners'), 'utf8')).not.toContain('broker-');
});

test('fails when one volume can’t be formatted, and says why; another run makes up for it', () => {
  const { code, text } = format({ FAILS: 'broker-1' });
  expect(code).not.toBe(0);
  expect(text).toContain('No such listener');
  expect(violationsIn(text)).toMatchObject([{ code: 'StorageNotFormatted' }]);
  expect(format()).toEqual({ code: 0, text: '' });
  expect(new Set(ids()).size).toBe(1);
});

const METADATA = ['controller-1', '__cluster_metadata-0'];

test('a new controller begins with what Kafka formats it with, and one that has taken metadata over with these alone', () => {
  expect(format()).toEqual({ code: 0, text: '' });
  expect(readdirSync(at('volumes', ...METADATA))).toEqual(['00000000000000000000-0000000000.checkpoint']);
  rmSync(at('volumes', 'controller-1'), { recursive: true });
  mkdirSync(at('volumes', ...METADATA), { recursive: true });
  writeFileSync(at('volumes', ...METADATA, '00000000000000000000.log'), 'taken');
  // Of a run that was cut off.
  mkdirSync(at('volumes', 'controller-1', '.format', '__cluster_metadata-0'), { recursive: true });
  expect(format()).toEqual({ code: 0, text: '' });
  expect(readdirSync(at('volumes', ...METADATA))).toEqual(['00000000000000000000.log']);
  expect(readdirSync(at('volumes', 'controller-1'))).toEqual(['__cluster_metadata-0', 'meta.properties']);
});

test('a new cluster uses the features of its own release, or of an earlier one that is named beside the script', () => {
  format();
  expect(readdirSync(folder)).not.toContain('releases');
  SERVERS.forEach((server) => {
    rmSync(at('volumes', server), { recursive: true });
    mkdirSync(at('volumes', server));
  });
  mkdirSync(at('step'));
  for (const name of ['format-storage.sh', 'take-metadata.sh']) {
    copyFileSync(path.join(path.dirname(SCRIPT), name), at('step', name));
  }
  writeFileSync(at('step', 'release'), '3.9\n');
  expect(format({}, at('step', 'format-storage.sh'))).toEqual({ code: 0, text: '' });
  expect(readFileSync(at('releases'), 'utf8')).toBe('3.9\n3.9\n3.9\n');
});

test('what a run has made that was cut off belongs to the server after the next one; the mark of its volume does not', () => {
  writeFileSync(metaOf('broker-1'), 'cluster.id=one\n');
  writeFileSync(at('volumes', 'broker-1', 'bootstrap.checkpoint'), '');
  writeFileSync(at('volumes', 'broker-1', '.prepared'), '');
  expect(format()).toEqual({ code: 0, text: '' });
  const given = readFileSync(at('owners'), 'utf8').trimEnd().split('\n');
  expect(given.filter((line) => line.includes('broker-1')).sort()).toEqual(
    ['bootstrap.checkpoint', 'meta.properties'].map((file) => `${OWNER} ${at('volumes', 'broker-1', file)}`),
  );
});
