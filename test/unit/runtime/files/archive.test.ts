import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { entriesOf } from '../../../../runtime/files/archive';

const archive = (files: Readonly<Record<string, string>>): NodeJS.ReadableStream => {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    tar.entry({ name }, content);
  }
  tar.finalize();
  return tar as unknown as NodeJS.ReadableStream;
};

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
  expect(await read(archive(files), (name) => name !== 'b')).toEqual(['a: of a', 'b', 'c: ', 'd: of d']);
  expect(await read(archive(files), (name) => name === 'b')).toEqual(['a', `b: ${long}`, 'c', 'd']);
});

test('fails where a connection breaks amid an archive, rather than wait for more', async () => {
  const broken = (): Readable =>
    Readable.from(
      (async function* () {
        for await (const chunk of archive({ a: 'a'.repeat(200_000) })) {
          yield chunk;
          throw new Error('reset');
        }
      })(),
    );
  await expect(read(broken(), () => true)).rejects.toThrow('reset');
  await expect(read(broken(), () => false)).rejects.toThrow('reset');
});

test('fails for what is no archive', async () => {
  await expect(read(Readable.from([Buffer.alloc(2048, 'x')]), () => true)).rejects.toThrow('Invalid tar header');
});
