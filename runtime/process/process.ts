import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { OperationError } from '../../model/violation';
import { Interrupted } from '../wait';

export interface RunOptions {
  /** Folder to run in. Default: this process's own. */
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the command and all that it started are stopped. */
  readonly timeout: number;
  /** Called with every line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Text for its standard input. Default: none, so that no command can wait for an answer. */
  readonly input?: string;
  /** What to do when it fails: the end of the error's sentence. */
  readonly remedy: string;
  /** Stops the command when aborted. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a long command has hung. */
export const HOUR = 3_600_000;

const LAST_LINES = 20;
const GRACE_MS = 10_000;

type StopReason = 'timeout' | 'signal';

interface Running {
  readonly group: number | undefined;
  readonly interrupt: (signal: NodeJS.Signals) => void;
}

/** Commands under way: a terminal's Ctrl-C does not reach them by itself, as each is a process group of its own. */
const underWay = new Set<Running>();
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs one command, without a shell, and answers with its output when it ends with exit code 0.
 *
 * @throws OperationError `CommandMissing`, `CommandFailed`, `CommandTimedOut` or `Interrupted`.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const subject = describe(command, args);
  if (options.signal?.aborted === true) {
    return Promise.reject(new Interrupted(subject));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const group = child.pid;
    const last: string[] = [];
    const output = { stdout: [] as string[], stderr: [] as string[] };
    let stopped: StopReason | undefined;
    let kill: NodeJS.Timeout | undefined;

    const stop = (reason: StopReason, signal: NodeJS.Signals): void => {
      stopped ??= reason;
      signalGroup(group, signal);
      kill ??= setTimeout(() => {
        signalGroup(group, 'SIGKILL');
      }, GRACE_MS);
    };
    const onAbort = (): void => {
      stop('signal', 'SIGINT');
    };
    const running: Running = {
      group,
      interrupt: (signal) => {
        // No kill timer: a command told by the user to stop (Terraform above all) may need time to leave things whole.
        stopped ??= 'signal';
        signalGroup(group, signal);
      },
    };
    const bound = setTimeout(() => {
      stop('timeout', 'SIGTERM');
    }, options.timeout);
    const settle = (): void => {
      clearTimeout(bound);
      clearTimeout(kill);
      options.signal?.removeEventListener('abort', onAbort);
      leave(running);
    };

    enter(running);
    options.signal?.addEventListener('abort', onAbort, { once: true });

    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: child[stream], crlfDelay: Infinity }).on('line', (line) => {
        output[stream].push(line);
        last.push(line);
        if (last.length > LAST_LINES) {
          last.shift();
        }
        options.onLine?.(line, stream);
      });
    }
    // A command that ends without reading its input breaks the pipe: its exit code says what matters.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');

    child.once('error', (error: NodeJS.ErrnoException) => {
      settle();
      const missing = error.code === 'ENOENT';
      reject(
        new OperationError({
          code: missing ? 'CommandMissing' : 'CommandFailed',
          subject,
          rule: missing ? 'the command must be on PATH' : 'the command must start',
          ...(!missing && { value: error.code ?? error.message }),
          remedy: options.remedy,
        }),
      );
    });
    child.once('close', (code, signal) => {
      settle();
      if (code === 0 && stopped === undefined) {
        resolve({ stdout: output.stdout.join('\n'), stderr: output.stderr.join('\n') });
        return;
      }
      if (stopped === 'signal') {
        reject(new Interrupted(subject));
        return;
      }
      const quoted = last.length === 0 ? '' : `; its last lines:\n${last.map((line) => `  | ${line}`).join('\n')}`;
      reject(
        new OperationError(
          stopped === 'timeout'
            ? {
                code: 'CommandTimedOut',
                subject,
                rule: `must end within ${options.timeout / 1000} s`,
                remedy: options.remedy + quoted,
              }
            : {
                code: 'CommandFailed',
                subject,
                rule: 'must end with exit code 0',
                value: code ?? signal ?? 'no exit code',
                remedy: options.remedy + quoted,
              },
        ),
      );
    });
  });
}

// While a command is under way, a signal is its business: this process ends through the command's rejection. With none
// under way, the listeners are off and Node's own behaviour holds.
function enter(running: Running): void {
  if (underWay.size === 0) {
    for (const signal of FORWARDED) {
      process.on(signal, forward);
    }
    process.on('exit', endAll);
  }
  underWay.add(running);
}

function leave(running: Running): void {
  underWay.delete(running);
  if (underWay.size === 0) {
    for (const signal of FORWARDED) {
      process.removeListener(signal, forward);
    }
    process.removeListener('exit', endAll);
  }
}

function forward(signal: NodeJS.Signals): void {
  for (const running of underWay) {
    running.interrupt(signal);
  }
}

function endAll(): void {
  for (const { group } of underWay) {
    signalGroup(group, 'SIGTERM');
  }
}

function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) {
    return;
  }
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended meanwhile.
  }
}

function environment(changes: RunOptions['env']): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...process.env, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function describe(command: string, args: readonly string[]): string {
  const line = [command, ...args].join(' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
