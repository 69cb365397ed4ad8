import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { OperationError } from '../../../model/violation';
import { ensurePackages, isDebian, isOnPath } from '../../../bootstrap/packages';

describe('A machine has Debian packages,', () => {
  test.each([
    ['Debian', 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', true],
    ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', true],
    ['one made of Ubuntu', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
    ['Fedora', 'ID=fedora\nNAME="not debian"\n', false],
    ['one without the file', '', false],
  ])('or has none, by its own description: %s', (_, release, debian) => {
    expect(isDebian(release)).toBe(debian);
  });
});

describe('A command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'path-'));
    writeFileSync(join(folder, 'command'), '');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('is on PATH when a folder there has it, and it may be run', () => {
    chmodSync(join(folder, 'command'), 0o755);
    expect(isOnPath('command', ['/nowhere', folder].join(delimiter))).toBe(true);
  });

  test('is not on PATH when no folder has it', () => {
    expect(isOnPath('other', folder)).toBe(false);
  });

  test('is found by its absolute path without PATH', () => {
    expect(isOnPath(join(folder, 'command'), '')).toBe(true);
    expect(isOnPath(join(folder, 'other'), '')).toBe(false);
  });
});

describe('Packages that are missing', () => {
  const needed = [
    { command: 'no-such-command', package: 'its-package', purpose: 'the test needs it' },
    { command: '/no/such/file', package: 'its-other-package', purpose: 'the test reads it' },
    { command: 'sh', package: 'dash', purpose: 'it is here' },
  ];

  test('fails without Debian, naming each that is missing and what it is for', async () => {
    const installing = ensurePackages(needed, { machine: { debian: false, root: true } });
    await expect(installing).rejects.toThrow(OperationError);
    await expect(installing).rejects.toThrow(
      '[CommandMissing] no-such-command: must be on PATH: the test needs it; ' +
        'install it (on Debian it is in the package its-package), or run on Debian or Ubuntu\n' +
        '[CommandMissing] /no/such/file: must be there: the test reads it; ' +
        'install it (on Debian it is in the package its-other-package), or run on Debian or Ubuntu',
    );
  });

  test('fails on Debian without root, with the command that installs them', async () => {
    await expect(ensurePackages(needed, { machine: { debian: true, root: false } })).rejects.toThrow(
      'run "sudo apt-get install its-package"',
    );
  });

  test('are none when all is there: nothing is done, on any machine', async () => {
    const there = [{ command: 'sh', package: 'dash', purpose: 'it is here' }];
    await expect(ensurePackages(there, { machine: { debian: false, root: false } })).resolves.toBeUndefined();
  });
});
