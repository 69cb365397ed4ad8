import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { type Pack, pack } from 'tar-stream';
import { OperationError } from '../../model/violation';
import { Interrupted } from '../../runtime/wait';
import type { ContextFile } from './image';
import type { Progress } from '../packages';

/** A file of the context that is too large to hold in memory. */
export interface ContextPath {
  readonly path: string;
  readonly source: string;
}

export interface BuildOptions {
  /** What is made, for its error. */
  readonly subject: string;
  readonly files: readonly ContextFile[];
  readonly large?: readonly ContextPath[];
  readonly dockerfile: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tag?: string;
  /** Runs every step again: for steps whose output is looked at. */
  readonly uncached?: boolean;
  /** Network of the build's steps. Default `none`. */
  readonly network?: 'none' | 'default';
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  readonly remedy: string;
}

export interface BuildResult {
  readonly id: string;
  readonly output: readonly string[];
}

/** Fixed, so that the same files give the same layers. */
const EPOCH = new Date(1_704_067_200_000);

/** One answer of the engine's while it builds, imports or pulls. */
interface EngineEvent {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string };
}

/** Builds an image over the engine's API, so that an engine elsewhere serves as well as one here. */
export async function buildImage(engine: Docker, options: BuildOptions): Promise<BuildResult> {
  const context = pack();
  const body = new PassThrough();
  const filling = Promise.all([pipeline(context, body), fill(context, options)]);
  // Whichever side fails first, the other hears of it; its own error is then an echo.
  filling.catch((error: unknown) => body.destroy(error as Error));
  try {
    const building = engine.buildImage(body, {
      dockerfile: options.dockerfile,
      buildargs: { ...options.arguments },
      labels: { ...options.labels },
      ...(options.tag === undefined ? {} : { t: options.tag }),
      nocache: options.uncached ?? false,
      // Nothing that is built here reaches for anything, unless it says so: what it needs comes with the context.
      networkmode: options.network ?? 'none',
      rm: true,
      forcerm: true,
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    });
    const [stream] = await Promise.all([building, filling]);
    return await follow(stream, options.progress);
  } catch (error) {
    throw engineViolation(error, options);
  }
}

/** Brings an image from a root file system's archive. */
export async function importImage(
  engine: Docker,
  options: {
    readonly archive: string;
    readonly tag: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    readonly remedy: string;
  },
): Promise<void> {
  const [repo, tag] = options.tag.split(':');
  try {
    const stream = await engine.importImage(createReadStream(options.archive, { signal: options.signal }), {
      repo,
      tag,
      changes: Object.entries(options.labels).map(([name, value]) => `LABEL ${name}=${value}`),
    });
    await follow(stream, undefined);
  } catch (error) {
    throw engineViolation(error, { ...options, subject: options.tag });
  }
}

async function fill(context: Pack, options: BuildOptions): Promise<void> {
  for (const file of options.files) {
    context.entry({ name: file.path, mode: file.executable ? 0o755 : 0o644, mtime: EPOCH }, file.content);
  }
  for (const { path, source } of options.large ?? []) {
    const { size } = await stat(source);
    await pipeline(createReadStream(source), context.entry({ name: path, size, mode: 0o644, mtime: EPOCH }));
  }
  context.finalize();
}

async function follow(stream: NodeJS.ReadableStream, progress: Progress | undefined): Promise<BuildResult> {
  const output: string[] = [];
  let id = '';
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.trim() !== '')) {
      const event = JSON.parse(line) as EngineEvent;
      if (event.error !== undefined) {
        throw new BuildError(event.error, output);
      }
      id = event.aux?.ID ?? id;
      for (const text of (event.stream ?? event.status ?? '').split('\n')) {
        // Engines colour what a step writes to standard error.
        // eslint-disable-next-line no-control-regex -- the sequence begins with one
        const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '').trim();
        if (plain !== '') {
          output.push(plain);
          progress?.(plain);
        }
      }
    }
  }
  return { id, output };
}

class BuildError extends Error {
  public constructor(
    message: string,
    public readonly output: readonly string[],
  ) {
    super(message);
  }
}

function engineViolation(
  error: unknown,
  options: { readonly subject: string; readonly signal?: AbortSignal; readonly remedy: string },
): OperationError {
  const { subject } = options;
  if (options.signal?.aborted === true) {
    return new Interrupted(subject);
  }
  const lines = error instanceof BuildError ? error.output.slice(-15).map((line) => `  | ${line}`) : [];
  const quoted = lines.length === 0 ? '' : `; its last lines:\n${lines.join('\n')}`;
  return new OperationError({
    code: 'ImageNotBuilt',
    subject,
    rule: 'the engine must make it',
    value: error instanceof Error ? error.message.trim() : String(error),
    remedy: options.remedy + quoted,
  });
}
