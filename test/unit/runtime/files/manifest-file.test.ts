import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestPath, parseManifest, readManifest } from '../../../../runtime/files/manifest-file';
import { manifest } from '../../fixtures/manifest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
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
