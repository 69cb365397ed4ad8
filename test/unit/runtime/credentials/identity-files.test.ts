import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { filesIn } from '../../../../runtime/credentials/identity-files';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
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
