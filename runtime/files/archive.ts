import { pipeline } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';

/** A file of an archive, by its path there, or a folder. */
export interface ArchivedFile extends Partial<Pick<Header, 'type' | 'mode' | 'uid' | 'gid'>> {
  readonly name: string;
  /** What is in it; a folder has none. */
  readonly content?: string | Uint8Array;
}

/** An entry of an archive, and its content. */
type Entry = ReturnType<typeof extract> extends AsyncIterable<infer E> ? E : never;

/**
 * What is in a tar archive, one entry after the other: its content is to be read before the next one is asked for, and is passed over
 * otherwise. It fails where the archive does, or is none.
 */
export async function* entriesOf(archive: NodeJS.ReadableStream): AsyncGenerator<Entry, void, undefined> {
  const unpack = extract();
  // Without pipeline, a connection that breaks would leave the loop waiting.
  pipeline(archive, unpack, () => undefined);
  for await (const entry of unpack) {
    yield entry;
    entry.resume();
  }
}

/** The text of an archive of one file. */
export async function textIn(archive: NodeJS.ReadableStream): Promise<string> {
  const texts: string[] = [];
  for await (const entry of entriesOf(archive)) {
    texts.push(await text(entry));
  }
  return texts.join('');
}

/** An archive of a few files, in this order. */
export async function archiveOf(files: readonly ArchivedFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of files) {
    if (header.type === 'directory') {
      tar.entry(header);
    } else {
      tar.entry(header, content);
    }
  }
  tar.finalize();
  return await buffer(tar);
}
