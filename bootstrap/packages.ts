import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { OperationError } from '../model/violation';
import { run } from '../runtime/process/process';
import { programPath } from '../runtime/process/program-path';
import { Interrupted } from '../runtime/wait';

/** A command that is needed, and the Debian package that brings it. */
export interface CommandPackage {
  /** Its name, or the absolute path of another file. */
  readonly command: string;
  readonly package: string;
  /** What it is needed for: `Maven fetches the jars`. */
  readonly purpose: string;
}

/** What decides whether packages can be installed here. */
export interface Machine {
  readonly debian: boolean;
  readonly root: boolean;
}

export type Progress = (line: string) => void;

export function machine(): Machine {
  return { debian: isDebian(osRelease()), root: process.getuid?.() === 0 };
}

/** Whether a machine with this `os-release` has Debian's packages: Debian, Ubuntu or one made of either. */
export function isDebian(release: string): boolean {
  const field = (name: string): string[] =>
    (new RegExp(`^${name}=(.*)$`, 'm').exec(release)?.[1] ?? '').replaceAll(/["']/g, '').split(/\s+/);
  return [...field('ID'), ...field('ID_LIKE')].some((id) => id === 'debian' || id === 'ubuntu');
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

export const isOnPath = (command: string, path?: string): boolean => programPath(command, path) !== undefined;

/** The commands that are not on PATH. */
function missing(needed: readonly CommandPackage[]): readonly CommandPackage[] {
  return needed.filter(({ command }) => !isOnPath(command));
}

/**
 * Installs the packages of the commands that are missing, where that is possible.
 *
 * @throws OperationError `CommandMissing`, one for each, where it is not: no Debian, or not root.
 */
export async function ensurePackages(
  needed: readonly CommandPackage[],
  options: { readonly machine?: Machine; readonly progress?: Progress; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const absent = missing(needed);
  if (absent.length === 0) {
    return;
  }
  const here = options.machine ?? machine();
  if (!here.debian || !here.root) {
    throw new OperationError(...absent.map((item) => missingViolation(item, here)));
  }
  await aptInstall(
    absent.map((item) => item.package),
    options,
  );
  const still = missing(needed);
  if (still.length > 0) {
    throw new OperationError(...still.map((item) => missingViolation(item, here)));
  }
}

function missingViolation(item: CommandPackage, here: Machine): OperationError['violations'][number] {
  return {
    code: 'CommandMissing',
    subject: item.command,
    rule: `must be ${isAbsolute(item.command) ? 'there' : 'on PATH'}: ${item.purpose}`,
    remedy: here.debian
      ? `run "${here.root ? '' : 'sudo '}apt-get install ${item.package}"`
      : `install it (on Debian it is in the package ${item.package}), or run on Debian or Ubuntu`,
  };
}

interface AptOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Fetches the package lists. */
export async function aptUpdate(options: AptOptions): Promise<void> {
  await apt(['update'], 'let "apt-get update" succeed, then run again', options);
}

async function aptInstall(packages: readonly string[], options: AptOptions): Promise<void> {
  const install = ['install', '--no-install-recommends', ...packages];
  const remedy = `install ${packages.join(', ')} by hand and run again`;
  try {
    await apt(install, remedy, options);
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    // Package lists that are missing or old are the usual cause, and fetching them first each time costs seconds.
    await aptUpdate(options);
    await apt(install, remedy, options);
  }
}

async function apt(args: readonly string[], remedy: string, options: AptOptions): Promise<void> {
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-q', '-y', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
    onLine: options.progress,
    signal: options.signal,
    remedy,
  });
}
