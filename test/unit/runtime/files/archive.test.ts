import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { archiveOf, entriesOf } from '../../../../runtime/files/archive';

const streamOf = (archive: Buffer): Readable => Readable.from([archive]);
const archive = async (files: Readonly<Record<string, string>>): Promise<Readable> =>
  streamOf(await archiveOf(Object.entries(files).map(([name, content]) => ({ name, content }))));

/** Names of entries, with the contents of those that are read. */
async function read(stream: NodeJS.ReadableStream, isRead: (name: string) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of entriesOf(stream)) {
    const { name } = entry.header;
    found.push(isRead(name) ? `${name}: ${await text(entry)}` : name);
  }
  return found;
}

test('entries come one after the other, and those that nobody reads are passed over', async () => {
  const long = 'b'.repeat(200_000);
  const files = { a: 'of a', b: long, c: '', d: 'of d' };
  expect(await read(await archive(files), (name) => name !== 'b')).toEqual(['a: of a', 'b', 'c: ', 'd: of d']);
  expect(await read(await archive(files), (name) => name === 'b')).toEqual(['a', `b: ${long}`, 'c', 'd']);
});

test('fails where a connection breaks amid an archive, rather than wait for more', async () => {
  const broken = (): Readable =>
    Readable.from(
      (async function* () {
        const whole = await archiveOf([{ name: 'a', content: 'a'.repeat(200_000) }]);
        yield whole.subarray(0, 100_000);
        throw new Error('reset');
      })(),
    );
  await expect(read(broken(), () => true)).rejects.toThrow('reset');
  await expect(read(broken(), () => false)).rejects.toThrow('reset');
});

test('fails for what is no archive', async () => {
  await expect(read(Readable.from([Buffer.alloc(2048, 'x')]), () => true)).rejects.toThrow('Invalid tar header');
});

test('an archive bears owners, modes and folders', async () => {
  const owned = { uid: 1, gid: 2 };
  const made = await archiveOf([
    { ...owned, name: 'folder', type: 'directory', mode: 0o700 },
    { ...owned, name: 'folder/file', mode: 0o400, content: Buffer.from('of a file') },
  ]);
  const found: unknown[] = [];
  for await (const entry of entriesOf(streamOf(made))) {
    const { name, type, mode, uid, gid } = entry.header;
    found.push([name, type, mode.toString(8), uid, gid, await text(entry)]);
  }
  expect(found).toEqual([
    ['folder', 'directory', '700', 1, 2, ''],
    ['folder/file', 'file', '400', 1, 2, 'of a file'],
  ]);
});
