/**
 * Compiles the Java programs: `npx tsx scripts/compile-java.ts`, with a JDK and Maven. The classes are checked in, so that who runs them
 * needs neither: the brokers' official image has no compiler.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../runtime/process/process';
import { KAFKA_IMAGE } from '../bootstrap/images/image';
import { jars } from '../bootstrap/images/jars';

/** The oldest Java that runs Kafka's 3.x clients without deprecation; keytool's step needs 16. */
const RELEASE = '11';
const LINE = 104;

/** Where programs are, and what they are compiled against. */
interface JavaFolder {
  readonly path: string;
  readonly classpath: () => Promise<readonly string[]>;
}

/** What runs on Kafka's clients, and what runs keytool. */
export const JAVA_FOLDERS = {
  proof: {
    path: path.join(__dirname, '..', 'proof', 'java'),
    classpath: async () => ['-cp', path.join(await jars(KAFKA_IMAGE, {}), '*')],
  },
  certs: { path: path.join(__dirname, '..', 'certs', 'java'), classpath: () => Promise.resolve([]) },
} as const satisfies Record<string, JavaFolder>;

/** Names of the programs: a source file each. */
export function javaSources(folder: JavaFolder): readonly string[] {
  return readdirSync(folder.path)
    .filter((name) => name.endsWith('.java'))
    .sort();
}

/** What the classes were compiled from, in a few digits, so that a change that was not compiled is found. */
export function sourceDigest(folder: JavaFolder): string {
  const hash = createHash('sha256');
  for (const name of javaSources(folder)) {
    hash.update(`${name}\n`).update(readFileSync(path.join(folder.path, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function compile(folder: JavaFolder): Promise<void> {
  const target = mkdtempSync(path.join(tmpdir(), 'java-classes-'));
  try {
    const sources = javaSources(folder).map((name) => path.join(folder.path, name));
    await run(
      'javac',
      [
        '--release',
        RELEASE,
        '-g:none',
        '-Xlint:all',
        '-Werror',
        ...(await folder.classpath()),
        '-d',
        target,
        ...sources,
      ],
      {
        timeout: 120_000,
        remedy: `mend the sources in ${folder.path}, or install a JDK`,
      },
    );
    writeFileSync(path.join(folder.path, 'generated', 'classes.ts'), render(folder, target));
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

function render(folder: JavaFolder, classes: string): string {
  const entries = readdirSync(classes)
    .sort()
    .map((name) => {
      const lines =
        readFileSync(path.join(classes, name))
          .toString('base64')
          .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
      return `  ${path.basename(name, '.class')}: [\n${lines.map((line) => `    '${line}',\n`).join('')}  ],\n`;
    });
  return (
    '/** Made by scripts/compile-java.ts from the sources in the folder above, of which this is the digest. */\n' +
    `export const SOURCE_DIGEST = '${sourceDigest(folder)}';\n\n` +
    '/** Classes in base64, by the program’s name. */\n' +
    `export const JAVA_CLASSES = {\n${entries.join('')}} as const;\n\n` +
    "/** A program of this package's own. */\n" +
    'export type JavaProgram = keyof typeof JAVA_CLASSES;\n'
  );
}

async function main(): Promise<void> {
  await Promise.all(Object.values(JAVA_FOLDERS).map(compile));
}

if (require.main === module) {
  void main();
}
