import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { readCredentials } from '../../../../runtime/credentials/client-conf';
import { filesIn } from '../../../../runtime/credentials/identity-files';
import { manifestPath, parseManifest, readManifest } from '../../../../runtime/files/manifest-file';
import { parsePasswords, readPasswords } from '../../../../runtime/files/passwords-file';
import { privateFolder, writePrivately } from '../../../../runtime/files/private-file';
import { manifest } from '../../fixtures/manifest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a private file', () => {
  test('is read by its owner alone, and leaves nothing half-written beside it', async () => {
    expect(await writePrivately(join(folder, 'key'), 'a')).toBe(true);
    expect(await modeOf(join(folder, 'key'))).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
  });

  test('is written anew only when its content changes', async () => {
    const file = join(folder, 'key');
    await writePrivately(file, 'a');
    const before = (await stat(file)).ino;
    expect(await writePrivately(file, 'a')).toBe(false);
    expect((await stat(file)).ino).toBe(before);
    expect(await writePrivately(file, 'b')).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('b');
  });

  test('becomes private again when somebody opened it', async () => {
    const file = join(folder, 'key');
    await writePrivately(file, 'a');
    await chmod(file, 0o644);
    await writePrivately(file, 'a');
    expect(await modeOf(file)).toBe(0o600);
  });

  test('lies in a folder that its owner alone enters', async () => {
    await privateFolder(join(folder, 'a', 'b'));
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  });
});

describe('the passwords file', () => {
  test('gives the password of each user', () => {
    expect(parsePasswords('{"passwords":{"user1":"a"}}', 'f').get('user1')).toBe('a');
  });

  test.each(['{"passwords":{"user1":"hunter2"', '"hunter2"', '{"passwords":{"user1":["hunter2"]}}'])(
    'fails without repeating what it holds (%#)',
    (text) => {
      const attempt = (): unknown => parsePasswords(text, 'f.json');
      expect(attempt).toThrow('[PasswordsFileUnreadable] f.json');
      expect(attempt).not.toThrow('hunter2');
    },
  );

  test('fails when it is missing, with its name', async () => {
    await expect(readPasswords(join(folder, 'none.json'))).rejects.toThrow('none.json: must be there and readable');
  });
});

describe('the manifest', () => {
  test('is read as it was written', () => {
    expect(parseManifest(JSON.stringify(manifest), 'f')).toEqual(manifest);
  });

  test('lies where synth writes it', () => {
    expect(manifestPath('kafka', '/x')).toBe('/x/kafka/kafka.json');
  });

  test('fails when it is missing, and says how to get it', async () => {
    await expect(readManifest(join(folder, 'none.json'))).rejects.toThrow('got ENOENT; run npm run synth');
  });

  test('fails when it is no JSON or lacks something, and names what', () => {
    expect(() => parseManifest('{', 'f')).toThrow('[ManifestUnreadable] f: must be JSON');
    expect(() => parseManifest(JSON.stringify({ ...manifest, brokers: [{ id: 'x' }] }), 'f')).toThrow(
      '[ManifestUnreadable] f, brokers.0.id:',
    );
  });

  test('fails when an earlier version has written it, for that reason alone', () => {
    const attempt = (): unknown => parseManifest(JSON.stringify({ ...manifest, schema: 1, metadata: undefined }), 'f');
    expect(attempt).toThrow(/^\[ManifestUnreadable\] f, schema: .*; run npm run synth with the version.* runs now$/);
  });
});

describe('a folder that the engine hands out', () => {
  const archive = (entries: Readonly<Record<string, string>>) => {
    const tar = pack();
    tar.entry({ name: 'admin', type: 'directory' });
    for (const [name, content] of Object.entries(entries)) {
      tar.entry({ name }, content);
    }
    tar.finalize();
    return tar as unknown as NodeJS.ReadableStream;
  };

  test('gives the named files that lie directly in it', async () => {
    const files = await filesIn(
      archive({ 'admin/ca.pem': 'CA', 'admin/other': 'x', 'admin/deeper/ca.pem': 'no', './admin/store.password': 'p' }),
      ['ca.pem', 'store.password'],
    );
    expect([...files].map(([name, content]) => [name, content.toString()])).toEqual([
      ['ca.pem', 'CA'],
      ['store.password', 'p'],
    ]);
  });

  test('fails for a file that is far too large for a store', async () => {
    await expect(filesIn(archive({ 'admin/ca.pem': 'x'.repeat((1 << 20) + 1) }), ['ca.pem'])).rejects.toThrow(
      '[StoresMissing] ca.pem',
    );
  });
});

describe('credentials', () => {
  test('are read from a kcat.conf and the files that it names', async () => {
    await writeFile(join(folder, 'ca.pem'), 'CA');
    await writeFile(
      join(folder, 'kcat.conf'),
      `# comment\nbootstrap.servers=a:1,b:2\nssl.ca.location=${folder}/ca.pem\nsasl.mechanisms=SCRAM-SHA-512\nsasl.username=u\nsasl.password=p=#q\n`,
    );
    expect(await readCredentials(join(folder, 'kcat.conf'))).toEqual({
      bootstrap: ['a:1', 'b:2'],
      tls: { ca: 'CA' },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p=#q' },
    });
  });

  test('fail when a file is missing, and say how to get it', async () => {
    await expect(readCredentials(join(folder, 'kcat.conf'))).rejects.toThrow('run npm run clients');
  });
});
