import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPT = path.join(__dirname, '..', '..', '..', '..', 'constructs', 'cluster', 'keytabs.sh');

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keytabs-'));
  mkdirSync(at('data'));
  writeFileSync(at('principals'), '');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the step, as its container would, over a database that stands already and has written down what it is of. */
function makeOver(
  made: string,
  environment: Readonly<Record<string, string>> = {},
): { readonly code: number | null; readonly text: string } {
  writeFileSync(at('data', 'made'), made);
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [SCRIPT, 'make', 'KAFKA.EXAMPLE.ORG', at('principals'), at('stores')],
    {
      env: {
        ...process.env,
        DATA: at('data'),
        OWNER: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
        ...environment,
      },
      encoding: 'utf8',
    },
  );
  return { code: status, text: `${stdout}${stderr}` };
}

/** Whoever holds a keytab of the realm. */
function holdKeytab(): void {
  mkdirSync(at('stores', 'kafka-identities', 'alice'), { recursive: true });
  writeFileSync(at('stores', 'kafka-identities', 'alice', 'keytab'), 'keys');
}

describe('A realm whose keytabs are in use', () => {
  beforeEach(() => {
    writeFileSync(at('data', 'principal'), 'keys');
    writeFileSync(at('data', 'stash'), 'key');
    holdKeytab();
  });

  test('is left as it is when it is whole', () => {
    expect(makeOver('KAFKA.EXAMPLE.ORG\n')).toEqual({ code: 0, text: '' });
  });

  test.each(['principal', 'stash'])('fails to be made anew when its %s is gone', (file) => {
    rmSync(at('data', file));
    expect(makeOver('KAFKA.EXAMPLE.ORG\n')).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^\[RealmLost\] realm KAFKA\.EXAMPLE\.ORG: .+; .+/) as string,
    });
  });

  test('fails to be made anew when all of it is gone', () => {
    rmSync(at('data'), { recursive: true });
    mkdirSync(at('data'));
    expect(makeOver('')).toMatchObject({ code: 1, text: expect.stringContaining('[RealmLost]') as string });
    expect(readdirSync(at('data'))).toEqual(['made']);
  });
});

describe('A realm that was made', () => {
  test.each([
    ['of the same name', 'KAFKA.EXAMPLE.ORG\n'],
    ['whose name was not written down', ''],
  ])('is left as it is: one %s', (_, made) => {
    expect(makeOver(made)).toEqual({ code: 0, text: '' });
  });

  test('fails to be given another name, and stays as it is', () => {
    expect(makeOver('OLD.EXAMPLE.ORG\n')).toEqual({
      code: 1,
      text:
        '[RealmExchanged] realm KAFKA.EXAMPLE.ORG: must keep its name for as long as its keys stand, which are of ' +
        'OLD.EXAMPLE.ORG; name it OLD.EXAMPLE.ORG again, or declare a cluster of another name and move to it: no key was touched\n',
    });
    expect(readFileSync(at('data', 'made'), 'utf8')).toBe('OLD.EXAMPLE.ORG\n');
  });
});

/** A realm’s database, and the tools for it, as far as the step uses them: lines of a principal and the numbers of its keys, which stand for the keys. */
const TOOLS = {
  kdb5_util: `
    case "$name $1" in
    dump\\ *) if [ $# = 2 ]; then awk -v p="$2" '$1 == p' "$db" >"$1"; else cp "$db" "$1"; fi ;;
    "load -update")
      awk -v p="$(cut -d ' ' -f 1 "$2")" '$1 != p' "$db" >"$db.new"
      cat "$2" >>"$db.new"
      mv "$db.new" "$db"
      ;;
    load\\ *) cp "$1" "$db" ;;
    esac`,
  'kadmin.local': `
    for principal in "$@"; do :; done
    keys=$(awk -v p="$principal" '$1 == p { print $2 }' "$db")
    keep() {
      awk -v p="$principal" '$1 != p' "$db" >"$db.new"
      [ -z "$1" ] || echo "$principal $1" >>"$db.new"
      mv "$db.new" "$db"
    }
    case "$name $*" in
    getprinc*) [ -n "$keys" ] || exit 1 ;;
    addprinc*) keep 1 ;;
    delprinc*) keep "" ;;
    purgekeys*) keep "\${keys##*,}" ;;
    cpw*-keepold*) keep "$keys,$((\${keys##*,} + 1))" ;;
    cpw*) keep "$((\${keys##*,} + 1))" ;;
    ktadd*) echo "$keys" >"$3" ;;
    esac`,
} as const;

describe('A key that is exchanged', () => {
  const SERVICE = 'kafka/localhost@KAFKA.EXAMPLE.ORG';
  const USER = 'alice@KAFKA.EXAMPLE.ORG';

  beforeEach(() => {
    mkdirSync(at('bin'));
    for (const [name, text] of Object.entries(TOOLS)) {
      const head = `db=$DATA/principal
        while :; do
          case $1 in -r) shift 2 ;; -d) db=$2 && shift 2 ;; *) break ;; esac
        done
        name=$1 && shift`;
      // What is cut off has done it, and nothing after it is done.
      writeFileSync(at('bin', name), `#!/bin/sh\n${head}\n${text}\ncase "$name $*" in $CUT) exit 9 ;; esac\n`, {
        mode: 0o755,
      });
    }
    writeFileSync(at('data', 'principal'), '');
    writeFileSync(at('data', 'stash'), 'key');
  });

  /** The step with keys of these versions; cut off, where that is said, after a call of one of the tools. */
  function make(service: number, user = 1, cut = 'nothing'): number | null {
    const lines = [
      ['service', SERVICE, service, 'broker-1,broker-2', '-'],
      ['user', USER, user, 'identities/alice', '-'],
    ];
    writeFileSync(at('principals'), lines.map((fields) => `${fields.join('\t')}\n`).join(''));
    const PATH = `${at('bin')}:${process.env['PATH'] ?? ''}`;
    return makeOver('KAFKA.EXAMPLE.ORG\n', { PATH, CUT: cut }).code;
  }
  /** By which keys the realm gives tickets: the last of them, and those before it until their tickets end. */
  const known = (principal: string): readonly string[] =>
    (new RegExp(`^${principal} (.*)$`, 'm').exec(readFileSync(at('data', 'principal'), 'utf8'))?.[1] ?? '').split(',');
  const held = (place: string): readonly string[] =>
    readFileSync(at('stores', place, 'keytab'), 'utf8')
      .trim()
      .split(',');

  test('stands beside the one before it until the next one comes', () => {
    expect([make(1), make(2), make(2)]).toEqual([0, 0, 0]);
    expect([known(SERVICE), held('broker-1'), held('broker-2')]).toEqual([
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(make(3)).toBe(0);
    expect(known(SERVICE)).toEqual(['2', '3']);
    expect(held('broker-1')).toEqual(['2', '3']);
  });

  test.each([
    ['is made again', 3],
    ['is taken back', 2],
  ])('is held by brokers, as is each that tickets are out by, when it was cut off and %s', (_, version) => {
    expect([make(1), make(2)]).toEqual([0, 0]);
    expect(make(3, 1, 'load -update *')).not.toBe(0);
    // Tickets are given by the third now, and some are out by the second.
    expect(known(SERVICE)).toEqual(['2', '3']);
    expect(make(version)).toBe(0);
    expect(held('broker-1')).toEqual(expect.arrayContaining(['2', '3']));
    expect(held('broker-1')).toEqual(known(SERVICE));
    // Nothing of it stays longer than that.
    expect(make(4)).toBe(0);
    expect(known(SERVICE)).toHaveLength(2);
    expect(make(4)).toBe(0);
    expect(held('broker-2')).toEqual(known(SERVICE));
  });

  test.each([
    ['is made again', 2],
    ['is taken back', 1],
  ])('is held by the user whose it is when it was cut off and %s', (_, version) => {
    expect(make(1)).toBe(0);
    expect(make(1, 2, 'cpw *')).not.toBe(0);
    expect(make(1, version)).toBe(0);
    expect(held('identities/alice')).toEqual(known(USER));
  });

  test('leaves nothing where it was cut off before it was noted for whom', () => {
    mkdirSync(at('data', 'keytabs', 'bob'), { recursive: true });
    expect(make(1)).toBe(0);
    expect(existsSync(at('data', 'keytabs', 'bob'))).toBe(false);
  });
});
