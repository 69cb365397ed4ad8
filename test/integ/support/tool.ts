import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { LABELS } from '../../../model/names/names';
import { give, type Checkout } from './checkout';
import type { Outcome } from './outcome';

const execute = promisify(execFile);

/** The part of dockerode that has no types. */
interface Demultiplexer {
  demuxStream(stream: NodeJS.ReadWriteStream, stdout: PassThrough, stderr: PassThrough): void;
}

/** A file to be put into a container. */
export interface File {
  readonly target: string;
  readonly content: Buffer;
  readonly mode: number;
}

export interface ToolOptions {
  /** Network to run in: the cluster's clients network, or `host` for the outside. */
  readonly network: string;
  /** A user's folder, copied to where its `internal/` files expect it and to its own path on this machine. */
  readonly clientFolder: string;
  readonly command: readonly string[];
  readonly input?: string;
  /** Brings kcat and its libraries along. */
  readonly kcat?: boolean;
}

/** Runs a command in a container of the cluster's Kafka image: Kafka's own tools, or kcat. */
export async function runTool(checkout: Checkout, options: ToolOptions): Promise<Outcome> {
  const container = await checkout.engine.createContainer({
    Image: checkout.manifest.images.kafka,
    Entrypoint: [...options.command],
    Cmd: [],
    Env: ['KAFKA_HEAP_OPTS=-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC', 'LD_LIBRARY_PATH=/opt/kcat'],
    Labels: { [LABELS.cluster]: checkout.name, [LABELS.role]: 'test' },
    AttachStdin: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: { NetworkMode: options.network },
  });
  try {
    const files = [
      ...filesIn(options.clientFolder, '/etc/kafka/client'),
      ...filesIn(options.clientFolder, options.clientFolder),
      ...(options.kcat === true ? await kcatFiles() : []),
    ];
    await container.putArchive(archiveOf(files), { path: '/' });
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    (container.modem as Demultiplexer).demuxStream(stream, stdout, stderr);
    const texts = Promise.all([textOf(stdout), textOf(stderr)]);
    const ended = new Promise<void>((resolve) => stream.once('close', resolve));
    await container.start();
    give(stream, options.input);
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    await ended;
    stdout.end();
    stderr.end();
    const [out, err] = await texts;
    return { code, stdout: out, stderr: err };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

function filesIn(folder: string, target: string): readonly File[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const source = path.join(folder, entry.name);
    const to = path.posix.join(target, entry.name);
    return entry.isDirectory() ? filesIn(source, to) : [{ target: to, content: readFileSync(source), mode: 0o444 }];
  });
}

/** kcat of this machine and what it is linked with: the image is made of the same distribution. */
async function kcatFiles(): Promise<readonly File[]> {
  const { stdout: binary } = await execute('which', ['kcat']);
  const { stdout } = await execute('ldd', [binary.trim()]);
  const libraries = [...stdout.matchAll(/=> (\/\S+)/g)].flatMap(([, file]) => (file === undefined ? [] : [file]));
  return [binary.trim(), ...libraries]
    .filter((file) => !/\/(libc|libm|libpthread|libdl|librt)\.so/.test(file))
    .map((file) => ({
      target: `/opt/kcat/${path.basename(file)}`,
      content: readFileSync(file),
      mode: statSync(file).mode & 0o777,
    }));
}

/** An archive for the engine to unpack in a container. */
export function archiveOf(files: readonly File[]): NodeJS.ReadableStream {
  const archive = pack();
  for (const { target, content, mode } of files) {
    archive.entry({ name: target.replace(/^\//, ''), mode }, content);
  }
  archive.finalize();
  return archive as unknown as NodeJS.ReadableStream;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
