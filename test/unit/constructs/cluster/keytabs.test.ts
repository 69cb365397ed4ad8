import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
