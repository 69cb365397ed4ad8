import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type Docker from 'dockerode';
import { makeWhole } from '../../runtime/files/atomic-file';
import { cacheFolder } from '../cache';
import { exclusively } from '../../runtime/files/lock';
import { run } from '../../runtime/process/process';
import { contentHash, type ContextFile, IMAGE_LABEL, readContext } from './image';
import { buildImage } from './image-build';
import { ENGINE_REMEDY, ensureRootFileSystem, findImage, lockOf, type WorkOptions } from './images';
import { digestsOf, throwIfDifferent } from './jars';
import { ensurePackages } from '../packages';
import { rootFileSystemTag } from './root-file-system';

/** Debian's Maven is too old for Quarkus' plugin: this one comes by its coordinates. */
const MAVEN_VERSION = '3.9.11';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
const FOLDER = resolve(__dirname, '../../images/console');
const QUARKUS_VERSION = '3.33.2';
/** Where Debian's Maven has the settings of the whole machine, mirrors included. */
const MACHINE_SETTINGS = '/etc/maven/settings.xml';
const REMEDY = 'let Maven reach its central repository (or a mirror, through its settings.xml) and run again';

const context = (): readonly ContextFile[] => readContext(FOLDER, ['Dockerfile', 'launcher.sh', 'pom.xml']);
const pinned = (): string => readFileSync(join(FOLDER, 'jars.sha256'), 'utf8');

/** Tag of the image with Quarkus' Kafka Dev UI. */
export function consoleTag(renewed?: string): string {
  const hash = contentHash([rootFileSystemTag(undefined, renewed), MAVEN_VERSION, context(), pinned()]);
  return `cdktf-kafka/console:${QUARKUS_VERSION}-local-${hash}`;
}

/** Makes that image, where no registry answers and so no other console can be had. */
export async function ensureConsole(engine: Docker, options: WorkOptions): Promise<'the engine has it' | undefined> {
  const tag = consoleTag(options.renewed);
  return exclusively(lockOf(tag), options, async () => {
    if ((await findImage(engine, tag)) !== undefined) {
      return 'the engine has it';
    }
    await ensureRootFileSystem(engine, options);
    const folder = await material(options);
    const repository = await filesBelow(join(folder, 'repository'));
    await buildImage(engine, {
      subject: tag,
      files: context(),
      large: ['maven.tar.gz', ...repository.map((file) => join('repository', file))].map((path) => ({
        path,
        source: join(folder, path),
      })),
      dockerfile: 'Dockerfile',
      arguments: { ROOT_FILE_SYSTEM: rootFileSystemTag(undefined, options.renewed) },
      labels: { [IMAGE_LABEL]: 'console' },
      tag,
      remedy: ENGINE_REMEDY,
      ...options,
    });
    return undefined;
  });
}

/** The folder with Maven and its repository, from the cache when they were fetched before. */
async function material(options: WorkOptions): Promise<string> {
  const list = pinned();
  const folder = join(cacheFolder(), 'jars', `console-${contentHash([list, context()])}`);
  if (existsSync(folder)) {
    return folder;
  }
  await exclusively(`${folder}.lock`, options, async () => {
    await makeWhole(folder, async (partial) => {
      await fetchConsole(partial, options);
      throwIfDifferent('console', list, await listConsole(partial));
    });
  });
  return folder;
}

/** Fetches Maven and, with it, all that Quarkus' development mode needs to start without a network. */
export async function fetchConsole(folder: string, options: WorkOptions): Promise<void> {
  const purpose = 'it fetches the jars of the web console where no registry answers';
  await ensurePackages([{ command: 'mvn', package: 'maven', purpose }], options);
  const project = join(folder, 'project');
  await mkdir(project, { recursive: true });
  await copyFile(join(FOLDER, 'pom.xml'), join(project, 'pom.xml'));
  const work = { timeout: 600_000, onLine: options.progress, signal: options.signal, remedy: REMEDY };
  const archive = `apache-maven-${MAVEN_VERSION}-bin.tar.gz`;
  await run(
    'mvn',
    [
      ...['-B', '-ntp', '-C', COPY, `-Dartifact=org.apache.maven:apache-maven:${MAVEN_VERSION}:tar.gz:bin`],
      `-DoutputDirectory=${folder}`,
    ],
    work,
  );
  await copyFile(join(folder, archive), join(folder, 'maven.tar.gz'));
  await run('tar', ['-xzf', join(folder, archive), '-C', folder], work);
  await run(
    join(folder, `apache-maven-${MAVEN_VERSION}`, 'bin', 'mvn'),
    [
      ...['-B', '-ntp', '-C', ...(existsSync(MACHINE_SETTINGS) ? ['-gs', MACHINE_SETTINGS] : [])],
      ...['-f', join(project, 'pom.xml'), `-Dmaven.repo.local=${join(folder, 'repository')}`],
      ...['-Pfetch', 'test-compile', 'quarkus:go-offline'],
    ],
    work,
  );
}

/** Digests of Maven and of every jar in its repository, in the form of `jars.sha256`. */
export async function listConsole(folder: string): Promise<string> {
  const jars = (await filesBelow(join(folder, 'repository'))).filter((file) => file.endsWith('.jar'));
  return digestsOf(folder, ['maven.tar.gz', ...jars.map((file) => join('repository', file))]);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
