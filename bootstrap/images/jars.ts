import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationError } from '../../model/violation';
import { makeWhole } from '../../runtime/files/atomic-file';
import { cacheFolder } from '../cache';
import { exclusively } from '../../runtime/files/lock';
import { run } from '../../runtime/process/process';
import { contentHash, folderWith, jarList, type JarSet } from './image';
import { ensurePackages, type Progress } from '../packages';
import { pinnedBy } from '../../model/setup/declared-otherwise';

/** Pinned: what it does with scopes and versions decides which jars there are. */
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** The folder with an image's jars, from the cache when they were fetched before. */
export async function jars(
  definition: JarSet,
  options: { readonly progress?: Progress; readonly signal?: AbortSignal },
): Promise<string> {
  const list = jarList(definition);
  const folder = join(cacheFolder(), 'jars', `${definition.name}-${contentHash([list])}`);
  if (existsSync(folder)) {
    return folder;
  }
  const purpose = 'it fetches the jars of the images';
  await ensurePackages([{ command: 'mvn', package: 'maven', purpose }], options);
  await exclusively(`${folder}.lock`, options, async () => {
    if (!existsSync(folder)) {
      await makeWhole(folder, async (partial) => {
        await fetchJars(definition, partial, options);
        throwIfDifferent(definition.name, list, await listJars(partial));
      });
    }
  });
  return folder;
}

/** Fetches the jars that the image's `pom.xml` comes to. */
export async function fetchJars(
  definition: JarSet,
  folder: string,
  options: { readonly progress?: Progress; readonly signal?: AbortSignal },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(join(folderWith(definition, 'pom.xml'), 'pom.xml'), join(folder, 'pom.xml'));
  const { otherVersion } = definition;
  const version = otherVersion === undefined ? [] : [`-D${definition.name}.version=${otherVersion}`];
  await copyDependencies(folder, options, version);
}

/** Fetches the jars that a folder's `pom.xml` comes to into the folder. */
export async function copyDependencies(
  folder: string,
  options: { readonly progress?: Progress; readonly signal?: AbortSignal },
  properties: readonly string[] = [],
): Promise<void> {
  const args = ['-B', '-ntp', '-C', '-f', join(folder, 'pom.xml'), ...properties];
  await run('mvn', [...args, COPY_DEPENDENCIES, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], {
    // Two JVM flags that cut the time of a command as short as this one.
    env: { MAVEN_OPTS: process.env['MAVEN_OPTS'] ?? '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' },
    timeout: 600_000,
    onLine: options.progress,
    signal: options.signal,
    remedy: 'let Maven reach its central repository (or a mirror, through its settings.xml) and run again',
  });
}

/** `sha256  name` of every jar in a folder, sorted by name: the form of `jars.sha256`. */
export async function listJars(folder: string): Promise<string> {
  return digestsOf(
    folder,
    (await readdir(folder)).filter((name) => name.endsWith('.jar')),
  );
}

/** `sha256  name` of each of a folder's files, sorted by name. */
export function digestsOf(folder: string, names: readonly string[]): string {
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return [...names]
    .sort()
    .map((name) => `${digest(name)}  ${name}\n`)
    .join('');
}

/** @throws OperationError `JarsDiffer` when what was fetched is not what was pinned. */
export function throwIfDifferent(image: string, pinned: string, found: string): void {
  if (pinned === found) {
    return;
  }
  const lines = (text: string): Set<string> => new Set(text.split('\n').filter((line) => line !== ''));
  const missing = [...lines(pinned)].filter((line) => !lines(found).has(line));
  const extra = [...lines(found)].filter((line) => !lines(pinned).has(line));
  throw new OperationError({
    code: 'JarsDiffer',
    subject: `images/${image}/pom.xml`,
    rule: 'must come to the jars that jars.sha256 names, byte for byte',
    value: [...missing.map((line) => `missing ${line}`), ...extra.map((line) => `unexpected ${line}`)].join(', '),
    remedy:
      `if the pom.xml was changed on purpose, pin what it comes to now ${pinnedBy()}; ` +
      'if not, do not run these jars: find out where they come from (a mirror in settings.xml?)',
  });
}
