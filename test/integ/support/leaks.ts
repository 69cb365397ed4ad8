import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import type { Checkout } from './checkout';

const execute = promisify(execFile);

/** A secret that was found, and where; the secret itself is told by its name alone. */
export interface Leak {
  readonly secret: string;
  readonly location: string;
}

/** Secrets by name. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Looks for secrets everywhere that they must not be: states, plans and synthesized files below the checkout, what its commands
 * have printed, what the
 * engine tells of the cluster's containers and what these have logged, and command lines and environments of every process.
 */
export async function findLeaks(checkout: Checkout, secrets: Secrets): Promise<readonly Leak[]> {
  return [
    ...leaksInFiles(checkout, secrets),
    ...checkout.printed.flatMap(({ by, text }) => leaksIn(`output of ${by}`, text, secrets)),
    ...(await leaksOnEngine(checkout, secrets)),
    ...leaksInProcesses(secrets),
  ];
}

/** Files that may hold secrets: the users' own, in folders that nobody else enters. */
const PRIVATE = ['out/clients', 'out/secrets', 'node_modules'];

function leaksInFiles(checkout: Checkout, secrets: Secrets): readonly Leak[] {
  return filesBelow(checkout.folder)
    .filter((file) => !PRIVATE.some((folder) => path.relative(checkout.folder, file).startsWith(folder)))
    .flatMap((file) => leaksIn(path.relative(checkout.folder, file), readFileSync(file, 'latin1'), secrets));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : entry.isFile() ? [file] : [];
  });
}

async function leaksOnEngine(checkout: Checkout, secrets: Secrets): Promise<readonly Leak[]> {
  const leaks: Leak[] = [];
  for (const info of await checkout.containers()) {
    const container: Docker.Container = checkout.engine.getContainer(info.Id);
    const name = info.Names[0] ?? info.Id;
    leaks.push(...leaksIn(`inspect ${name}`, JSON.stringify(await container.inspect()), secrets));
    const logs = await container.logs({ stdout: true, stderr: true, follow: false });
    leaks.push(...leaksIn(`logs ${name}`, logs.toString('latin1'), secrets));
  }
  return leaks;
}

function leaksInProcesses(secrets: Secrets): readonly Leak[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) =>
      ['cmdline', 'environ'].flatMap((file) =>
        leaksIn(`/proc/${pid}/${file}`, readGone(`/proc/${pid}/${file}`), secrets),
      ),
    );
}

/** A process may end between its listing and its reading. */
function readGone(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

const leaksIn = (location: string, text: string, secrets: Secrets): readonly Leak[] =>
  Object.entries(secrets)
    .filter(([, value]) => text.includes(value))
    .map(([secret]) => ({ secret, location }));

/** A saved plan is an archive: its parts as text, beside it. */
export async function unpackPlan(file: string): Promise<void> {
  await execute('python3', ['-m', 'zipfile', '-e', file, `${file}.parts`]);
}
