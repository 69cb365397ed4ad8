import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { DEFAULT_SOURCE, type EngineEndpoint } from '../model/placement/engine-endpoint';
import { OperationError } from '../model/violation';
import { environmentEngine, openEngine } from '../runtime/engine/engine';
import { unreachableEngine } from '../runtime/engine/unreachable-engine';
import { run } from '../runtime/process/process';
import { ensurePackages, machine, type Machine, type Progress } from './packages';

export interface EngineOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const PING_MS = 5_000;
const START_MS = 60_000;
const DAEMON_LOG = '/var/log/dockerd.log';

/**
 * The engine that `DOCKER_HOST` or the default socket reaches; where none does, one is installed and started, on Debian
 * and as root.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Docker> {
  const answer = await ping();
  if (answer === undefined) {
    return openEngine();
  }
  const here = machine();
  const violation = cannotStart(environmentEngine(), answer, here);
  if (violation !== undefined) {
    throw violation;
  }
  await ensurePackages([{ command: 'dockerd', package: 'docker.io', purpose: 'the cluster runs on its engine' }], {
    machine: here,
    ...options,
  });
  await startDaemon(options);
  return openEngine();
}

/** Why no engine can be started here, when that is so. */
export function cannotStart(
  { host, source }: Pick<EngineEndpoint, 'host' | 'source'>,
  answer: string,
  here: Machine,
): OperationError | undefined {
  if (source !== DEFAULT_SOURCE) {
    const without =
      source === 'DOCKER_HOST' ? 'take the variable away' : 'say docker context use default, without DOCKER_CONTEXT,';
    return new OperationError(
      unreachableEngine({
        subject: source,
        rule: 'must name an engine that answers',
        value: `${host} (${answer})`,
        remedy: `start that engine, or ${without} to use the one on this machine`,
      }),
    );
  }
  if (here.debian && here.root) {
    return undefined;
  }
  return new OperationError(
    unreachableEngine({
      rule: 'must answer on the default socket, or where DOCKER_HOST or a context of Docker’s says',
      value: answer,
      remedy: here.debian
        ? 'run "sudo apt-get install docker.io" and add yourself to the group docker, or run this as root'
        : 'install and start Docker Engine 20.10 or newer (or Docker Desktop), or let DOCKER_HOST name one elsewhere',
    }),
  );
}

/**
 * @returns why there is no answer, `undefined` when there is one
 * @throws OperationError `EngineHostUnknown`, `EngineUnreachable` of an engine that is reached by SSH
 */
export async function ping(client: Docker = openEngine(undefined, { timeout: PING_MS })): Promise<string | undefined> {
  try {
    await client.ping();
    return undefined;
  } catch (error) {
    if (error instanceof OperationError) {
      throw error;
    }
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
}

/** Starts the daemon so that it outlives this process, and awaits its answer. */
async function startDaemon({ progress, signal }: EngineOptions): Promise<void> {
  if (existsSync('/run/systemd/system')) {
    await run('systemctl', ['start', 'docker'], {
      timeout: START_MS,
      signal,
      remedy: 'look at "journalctl -u docker", mend what it says and run again',
    });
  } else if ((await ping()) !== undefined) {
    progress?.(`dockerd writes to ${DAEMON_LOG}`);
    const log = openSync(DAEMON_LOG, 'a');
    const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
    daemon.on('error', () => undefined);
    daemon.unref();
    await awaitAnswer(() => daemon.exitCode !== null, signal);
    return;
  }
  await awaitAnswer(() => false, signal);
}

async function awaitAnswer(ended: () => boolean, signal: AbortSignal | undefined): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    const answer = await ping();
    if (answer === undefined) {
      return;
    }
    if (ended() || Date.now() > until) {
      throw new OperationError({
        code: 'EngineNotStarted',
        subject: 'dockerd',
        rule: `must answer within ${START_MS / 1000} s`,
        value: ended() ? 'it ended' : answer,
        remedy: `mend what its log says and run again; its last lines:\n${lastLines(DAEMON_LOG)}`,
      });
    }
    await delay(200, undefined, { signal });
  }
}

function lastLines(path: string): string {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15);
    return lines.map((line) => `  | ${line}`).join('\n');
  } catch {
    return '  (no log)';
  }
}
