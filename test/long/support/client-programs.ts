import { execFile } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { ensureCommand } from '../../integ/support/packages';

const execute = promisify(execFile);
export const PROGRAMS = path.join(__dirname, '..', '..', '..', 'examples', 'clients');

/** A client, and its program in `examples/clients`. */
export interface ClientProgram {
  /** A file, or a folder. */
  readonly program: string;
  /** Brings the client into a folder that has the program. */
  readonly install: (folder: string) => Promise<unknown>;
  /** Runs the program there, with a user's folder, a topic and a group. */
  readonly command: (words: readonly [folder: string, topic: string, group: string]) => readonly [string, ...string[]];
}

const MINUTES = 60_000;

async function installed(folder: string, command: string, args: readonly string[]): Promise<void> {
  // Clients that are compiled would fetch Node.js's headers and their own libraries from elsewhere: this machine has them.
  const headers = path.join(process.execPath, '..', '..');
  const compiled = existsSync(path.join(headers, 'include', 'node', 'node.h')) ? { npm_config_nodedir: headers } : {};
  await execute(command, [...args], {
    cwd: folder,
    env: { ...process.env, ...compiled, npm_config_build_from_source: 'true', CKJS_LINKING: 'dynamic' },
    // In 25 minutes, a machine that was busy with other clusters had not compiled librdkafka.
    timeout: 60 * MINUTES,
    maxBuffer: 100 * 1024 * 1024,
  });
}

const python = (file: string, requirement: string): ClientProgram => ({
  program: file,
  install: async (folder) => {
    await installed(folder, 'python3', ['-m', 'venv', 'environment']);
    await installed(folder, path.join('environment', 'bin', 'pip'), ['install', '--quiet', requirement]);
  },
  command: (words) => [path.join('environment', 'bin', 'python'), file, ...words],
});

/** Of npm's package `node`. */
const OWN_NODE = path.join('node_modules', '.bin', 'node');

/** @param packages the client, and `node` where it needs a newer one than runs the tests */
const node = (file: string, ...packages: readonly string[]): ClientProgram => ({
  program: file,
  install: (folder) =>
    installed(folder, 'npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', '.', ...packages]),
  command: (words) => [packages.some((name) => name.startsWith('node@')) ? OWN_NODE : 'node', file, ...words],
});

const go = (folder: string): ClientProgram => ({
  program: folder,
  install: (at) => installed(at, 'go', ['build', '-mod=readonly', '-o', 'orders', '.']),
  command: (words) => ['./orders', ...words],
});

const QUIET_MAVEN = ['--quiet', '--batch-mode', '-Dstyle.color=never'];

const maven = (folder: string): ClientProgram => ({
  program: folder,
  install: async (at) => {
    await ensureCommand('mvn', 'Maven builds clients of Java', 'maven');
    await installed(at, 'mvn', [...QUIET_MAVEN, 'compile']);
  },
  command: (words) => ['mvn', ...QUIET_MAVEN, 'compile', 'exec:java', `-Dexec.args=${words.join(' ')}`],
});

/** Each client that docs/clients names, at the version that was tried. */
export const CLIENT_PROGRAMS: Readonly<Record<string, ClientProgram>> = {
  kcat: {
    program: 'kcat.sh',
    install: () => ensureCommand('kcat', 'it is one of the clients'),
    command: (words) => ['sh', 'kcat.sh', ...words],
  },
  'confluent-kafka': python('confluent-kafka.py', 'confluent-kafka==2.16.1'),
  'kafka-python': python('kafka-python.py', 'kafka-python==3.0.12'),
  aiokafka: python('aiokafka-client.py', 'aiokafka==0.14.0'),
  kafkajs: node('kafkajs.mjs', 'kafkajs@2.2.4'),
  '@platformatic/kafka': node('platformatic.mjs', '@platformatic/kafka@2.12.1', 'node@22'),
  'node-rdkafka': node('node-rdkafka.mjs', 'node-rdkafka@3.6.1'),
  '@confluentinc/kafka-javascript': node('confluent-kafka-javascript.mjs', '@confluentinc/kafka-javascript@1.10.1'),
  Java: maven('java'),
  'Spring Boot': maven('spring'),
  'franz-go': go('franz-go'),
  sarama: go('sarama'),
};

/** Puts a client's program, of the checkout or of an installed package, into a folder. */
export function copyProgram({ program }: ClientProgram, folder: string, programs = PROGRAMS): void {
  const file = path.join(programs, program);
  cpSync(file, path.extname(program) === '' ? folder : path.join(folder, program), { recursive: true });
}

/** How a program has ended. */
export interface ProgramEnd {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly text: string;
}

/** Runs a client's program; one that ends neither way is stopped, and has no exit code. */
export async function runProgram(
  { command }: ClientProgram,
  folder: string,
  words: readonly [folder: string, topic: string, group: string],
): Promise<ProgramEnd> {
  const [program, ...args] = command(words);
  try {
    const { stdout, stderr } = await execute(program, args, { cwd: folder, timeout: 2 * MINUTES });
    return endOf(0, stdout, stderr);
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
    } = error as {
      readonly code?: number | string | null;
      readonly stdout?: string;
      readonly stderr?: string;
    };
    return endOf(typeof code === 'number' ? code : undefined, stdout, stderr);
  }
}

/** As it is read: Maven colours what a program writes, whatever it is told. */
function endOf(exitCode: number | undefined, out: string, errors: string): ProgramEnd {
  const stdout = stripVTControlCharacters(out);
  return { exitCode, stdout, text: stdout + stripVTControlCharacters(errors) };
}
