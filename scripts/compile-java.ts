/**
 * Compiles the proof's Java programs: `npx tsx scripts/compile-java.ts`, with a JDK and Maven. The classes are checked in, so that the proof
 * needs neither: the brokers' official image has no compiler.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../runtime/process/process';
import { KAFKA_IMAGE } from '../bootstrap/images/image';
import { jars } from '../bootstrap/images/jars';

/** The oldest Java that runs Kafka's 3.x clients without deprecation. */
const RELEASE = '11';
const LINE = 104;

const JAVA_FOLDER = path.join(__dirname, '..', 'proof', 'java');

/** Names of the programs: a source file each. */
export function javaSources(): readonly string[] {
  return readdirSync(JAVA_FOLDER)
    .filter((name) => name.endsWith('.java'))
    .sort();
}

/** What the classes were compiled from, in a few digits, so that a change that was not compiled is found. */
export function sourceDigest(): string {
  const hash = createHash('sha256');
  for (const name of javaSources()) {
    hash.update(`${name}\n`).update(readFileSync(path.join(JAVA_FOLDER, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'java-classes-'));
  try {
    const sources = javaSources().map((name) => path.join(JAVA_FOLDER, name));
    const classpath = path.join(await jars(KAFKA_IMAGE, {}), '*');
    await run(
      'javac',
      ['--release', RELEASE, '-g:none', '-Xlint:all', '-Werror', '-cp', classpath, '-d', folder, ...sources],
      {
        timeout: 120_000,
        remedy: 'mend the sources in proof/java, or install a JDK',
      },
    );
    writeFileSync(path.join(JAVA_FOLDER, 'generated', 'classes.ts'), render(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function render(folder: string): string {
  const entries = readdirSync(folder)
    .sort()
    .map((name) => {
      const lines =
        readFileSync(path.join(folder, name))
          .toString('base64')
          .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
      return `  ${path.basename(name, '.class')}: [\n${lines.map((line) => `    '${line}',\n`).join('')}  ],\n`;
    });
  return (
    '/** Made by scripts/compile-java.ts from the sources in the folder above, of which this is the digest. */\n' +
    `export const SOURCE_DIGEST = '${sourceDigest()}';\n\n` +
    '/** Classes in base64, by the program’s name. */\n' +
    `export const JAVA_CLASSES = {\n${entries.join('')}} as const;\n\n` +
    "/** A program of this package's own that runs on Kafka's Java clients. */\n" +
    'export type JavaProgram = keyof typeof JAVA_CLASSES;\n'
  );
}

if (require.main === module) {
  void main();
}
