import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { copyFolder, folderDigest } from '../../../../runtime/credentials/copied-folder';
import { type ArchivedFile, archiveOf } from '../../../../runtime/files/archive';

/** A container with one folder. */
class Holder {
  public content: Buffer = Buffer.alloc(0);

  public async fill(...files: readonly ArchivedFile[]): Promise<this> {
    this.content = await archiveOf(files);
    return this;
  }

  public getArchive = () => Promise.resolve(Readable.from([this.content]));
  public putArchive = async (archive: NodeJS.ReadableStream): Promise<void> => {
    this.content = await buffer(archive);
  };

  public get container(): Docker.Container {
    return this as unknown as Docker.Container;
  }
}

const FOLDER: ArchivedFile = { name: './', type: 'directory', mode: 0o700, uid: 1000 };
const key = (content: string, mode = 0o600): ArchivedFile => ({ name: './key', mode, uid: 1000, content });

test('a folder is copied with owners and modes, and what it holds can be compared', async () => {
  const [from, to] = [await new Holder().fill(FOLDER, key('secret')), new Holder()];
  await copyFolder({ from: from.container, to: to.container, path: '/volume', awaiting: 'the copy' });
  const digest = await folderDigest(to.container, '/volume');
  expect(digest).toEqual(await folderDigest(from.container, '/volume'));
  expect([...digest.keys()]).toEqual(['./', './key']);
  expect([...digest.values()].join()).not.toContain('secret');
});

test('another content, mode or owner is another digest', async () => {
  const of = async (...files: readonly ArchivedFile[]) =>
    (await folderDigest((await new Holder().fill(...files)).container, '/volume')).get('./key');
  const line = await of(key('secret'));
  for (const other of [key('other'), key('secret', 0o644), { ...key('secret'), uid: 0 }]) {
    expect(await of(other)).not.toBe(line);
  }
});

test('fails where the archive does', async () => {
  const from = new Holder();
  from.getArchive = () =>
    Promise.resolve(
      new Readable({
        read() {
          this.destroy(new Error('connection reset'));
        },
      }),
    );
  const to = new Holder();
  await expect(
    copyFolder({ from: from.container, to: to.container, path: '/volume', awaiting: 'the copy' }),
  ).rejects.toThrow('connection reset');
});
