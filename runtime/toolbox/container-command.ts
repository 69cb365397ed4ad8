import { posix } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import { statusOf } from '../engine/engine';
import { patient } from '../patience';
import { until } from '../wait';
import { demultiplex } from './container-stream';
import { ToolFailed } from './tool-failure';

/** What a command has ended with. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that was started, and may still run. */
export interface Opened {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when all of its output was read. */
  readonly ended: Promise<void>;
  /** Waits for its exit code, which the engine knows soon after `ended`. */
  exitCode(): Promise<number>;
  /** Leaves it alone, running or not. */
  detach(): void;
}

/** Starts a command in a container that runs. */
export async function openCommand(container: Docker.Container, command: readonly string[]): Promise<Opened> {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  demultiplex(container, stream, stdout, stderr);
  const over = new Promise<void>((done, fail) => {
    stream.once('end', done).once('close', done).once('error', fail);
  });
  const ended = over.finally(() => {
    stdout.end();
    stderr.end();
  });
  // Without a handler here, a failure that nobody awaits would end the process.
  ended.catch(() => undefined);
  return {
    stdout,
    stderr,
    ended,
    detach: () => {
      stream.destroy();
    },
    exitCode: () => exitCodeOf(exec, command),
  };
}

/** The stream ends a moment before the engine knows the exit code; with its container gone, it never will. */
async function exitCodeOf(exec: Docker.Exec, command: readonly string[]): Promise<number> {
  const code = await until(
    async () => {
      try {
        return (await exec.inspect()).ExitCode?.toString();
      } catch (error) {
        if (statusOf(error) === 404) {
          return 'gone';
        }
        throw error;
      }
    },
    { within: patient(10), awaiting: endOf(command), every: Duration.milliseconds(20) },
  );
  if (code === 'gone') {
    throw new ToolFailed(posix.basename(command[0] ?? ''), 'the container that it ran in has gone');
  }
  return Number(code);
}

/** What its end is called where it is awaited. */
export function endOf(command: readonly string[]): string {
  return `${posix.basename(command[0] ?? '')} to end`;
}
