import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** The part of dockerode that its types leave out. */
interface Demultiplexer {
  demuxStream(stream: NodeJS.ReadableStream, stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void;
}

/** Parts what a process in a container writes, since the engine sends both of its outputs over one stream. */
export function demultiplex(
  container: Docker.Container,
  stream: NodeJS.ReadableStream,
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
): void {
  (container.modem as Demultiplexer).demuxStream(stream, stdout, stderr);
}

/** All that a stream gives, as text. */
export async function collect(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
