import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
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

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'take-metadata.sh');
const OWNER = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
const SEGMENT = '00000000000000000000.log';

/** Stands for Kafka's tool, which tells of each batch; here these are lines `EPOCH OFFSET`, one that is cut off has no offset. */
const JAVA = `#!/bin/sh
for file in "$@"; do :; done
case $file in *"\${FAILS:-none}"*) echo 'Not a log' >&2; exit 1 ;; esac
echo "Dumping $file"
while read -r epoch offset; do
  valid=true
  [ -n "$offset" ] || valid=false
  echo "baseOffset: \${offset:-9999} lastOffset: \${offset:-9999} count: 1 baseSequence: -1 lastSequence: -1 producerId: -1 producerEpoch: -1 partitionLeaderEpoch: $epoch isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1 size: 89 magic: 2 compresscodec: none crc: 1 isvalid: $valid"
done <"$file"
`;

type Files = Readonly<Record<string, string>>;

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);
const metadataOf = (controller: number): string =>
  at('volumes', `controller-${controller}-data`, '__cluster_metadata-0');
const contentOf = (controller: number): Files =>
  Object.fromEntries(
    readdirSync(metadataOf(controller)).map((file) => [
      file,
      readFileSync(path.join(metadataOf(controller), file), 'utf8'),
    ]),
  );

/** Declares so many controllers and a broker, whose volumes are all empty. */
function declare(controllers: number): void {
  for (let id = 1; id <= controllers; id++) {
    mkdirSync(at('volumes', `controller-${id}-data`), { recursive: true });
    writeFileSync(
      at('storage', `controller-${id}-data`),
      `log.dirs=${at('volumes', `controller-${id}-data`)}\nprocess.roles=controller\n`,
    );
  }
  mkdirSync(at('volumes', 'broker-1-data'));
  writeFileSync(at('storage', 'broker-1-data'), `log.dirs=${at('volumes', 'broker-1-data')}\nprocess.roles=broker\n`);
}

/** Has a controller stand, with metadata by the names of their files. */
function stand(controller: number, files: Files): void {
  writeFileSync(at('volumes', `controller-${controller}-data`, 'meta.properties'), 'cluster.id=one\n');
  mkdirSync(metadataOf(controller));
  for (const [file, content] of Object.entries({ 'quorum-state': `of ${controller}`, ...files })) {
    writeFileSync(path.join(metadataOf(controller), file), content);
  }
}

function take(
  mode: 'look' | 'take' = 'take',
  environment: Files = {},
): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('sh', [SCRIPT, mode, at('storage'), OWNER], {
    env: { ...process.env, PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, ...environment },
    encoding: 'utf8',
  });
  return { code: status, text: `${stdout}${stderr}` };
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'take-metadata-'));
  for (const each of ['bin', 'storage', 'volumes']) {
    mkdirSync(at(each));
  }
  writeFileSync(at('bin', 'java'), JAVA);
  chmodSync(at('bin', 'java'), 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('nobody takes anything where all controllers are new, and where all have theirs', () => {
  declare(3);
  expect(take()).toEqual({ code: 0, text: '' });
  for (const id of [1, 2, 3]) {
    stand(id, { [SEGMENT]: '1 5\n' });
  }
  expect(take()).toEqual({ code: 0, text: '' });
  expect(contentOf(1)).toEqual({ [SEGMENT]: '1 5\n', 'quorum-state': 'of 1' });
  expect(readdirSync(at('volumes', 'broker-1-data'))).toEqual([]);
});

test('what a new controller of Kafka 4 is formatted with is none of the metadata: others that are empty have lost nothing', () => {
  declare(3);
  stand(1, { '00000000000000000000-0000000000.checkpoint': 'formatted' });
  expect(take()).toEqual({ code: 0, text: '' });
});

test.each<{ readonly what: string; readonly more: Files; readonly less: Files }>([
  { what: 'a longer log', more: { [SEGMENT]: '1 5\n1 6\n' }, less: { [SEGMENT]: '1 5\n' } },
  { what: 'a number with more digits', more: { [SEGMENT]: '1 10\n' }, less: { [SEGMENT]: '1 9\n' } },
  { what: 'a later epoch, with a shorter log', more: { [SEGMENT]: '1 4\n2 5\n' }, less: { [SEGMENT]: '1 4\n1 9\n' } },
  {
    what: 'more before a segment that is empty still',
    more: { [SEGMENT]: '1 7\n', '00000000000000000008.log': '' },
    less: { [SEGMENT]: '1 5\n1 6\n' },
  },
  {
    what: 'a snapshot beyond its log',
    more: { [SEGMENT]: '1 2\n', '00000000000000000090-0000000003.checkpoint': 'topics' },
    less: { [SEGMENT]: '2 80\n' },
  },
  { what: 'a whole batch more', more: { [SEGMENT]: '1 6\n' }, less: { [SEGMENT]: '1 5\n1\n' } },
])('an empty controller begins with the metadata of the one that has $what', ({ more, less }) => {
  declare(3);
  stand(2, less);
  stand(3, more);
  expect(take()).toEqual({ code: 0, text: 'controller-1-data takes the metadata of controller-3-data over\n' });
  expect(contentOf(1)).toEqual({ ...more, 'quorum-state': 'of 3' });
  expect(contentOf(2)).toMatchObject(less);
});

test('a snapshot ends before the offset that it is named by: a record there counts as one more', () => {
  declare(3);
  stand(2, { [SEGMENT]: '3 89\n3 90\n' });
  stand(3, { [SEGMENT]: '3 89\n', '00000000000000000090-0000000003.checkpoint': 'topics' });
  expect(take().text).toBe('controller-1-data takes the metadata of controller-2-data over\n');
});

test('two empty ones of five begin alike, and what was cut off before is made anew', () => {
  declare(5);
  stand(1, { [SEGMENT]: '1 5\n' });
  stand(2, { [SEGMENT]: '1 6\n', '00000000000000000000.index': 'is made anew' });
  stand(5, { [SEGMENT]: '1 4\n' });
  mkdirSync(at('volumes', 'controller-3-data', '.copy'));
  writeFileSync(at('volumes', 'controller-3-data', '.copy', '00000000000000000099.log'), '');
  expect(take().code).toBe(0);
  for (const id of [3, 4]) {
    expect(contentOf(id)).toEqual({ [SEGMENT]: '1 6\n', 'quorum-state': 'of 2' });
    expect(existsSync(at('volumes', `controller-${id}-data`, '.copy'))).toBe(false);
  }
});

test('who only looks changes nothing', () => {
  declare(3);
  stand(2, { [SEGMENT]: '1 5\n' });
  stand(3, { [SEGMENT]: '1 6\n' });
  expect(take('look')).toEqual({ code: 0, text: '' });
  expect(existsSync(metadataOf(1))).toBe(false);
});

test.each(['look', 'take'] as const)(
  'fails where no majority has metadata any more, and %s changes nothing',
  (mode) => {
    declare(3);
    stand(3, { [SEGMENT]: '1 6\n' });
    const { code, text } = take(mode);
    expect(code).toBe(1);
    expect(violationsIn(text)).toMatchObject([{ code: 'DataVolumeLost', subject: 'controller-1' }]);
    expect(existsSync(metadataOf(1))).toBe(false);
  },
);

test('fails when what one of the others has can’t be told, and says why; the volume stays empty', () => {
  declare(3);
  stand(2, { [SEGMENT]: '1 5\n' });
  stand(3, { [SEGMENT]: '1 6\n' });
  const { code, text } = take('take', { FAILS: 'controller-2' });
  expect(code).toBe(1);
  expect(text).toContain('Not a log');
  expect(violationsIn(text)).toMatchObject([{ code: 'MetadataUnreadable', subject: 'controller-2-data' }]);
  expect(existsSync(metadataOf(1))).toBe(false);
});
