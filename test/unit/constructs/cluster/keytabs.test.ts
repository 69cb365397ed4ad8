import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
function makeOver(made: string): { readonly code: number | null; readonly text: string } {
  writeFileSync(at('data', 'made'), made);
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [SCRIPT, 'make', 'KAFKA.EXAMPLE.ORG', at('principals'), at('stores')],
    {
      env: { ...process.env, DATA: at('data'), OWNER: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}` },
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
