import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCredentials } from '../../../../runtime/credentials/client-conf';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
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
