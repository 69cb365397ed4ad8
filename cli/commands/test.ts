import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CodedError } from '../../model/violation';
import { run, type RunOptions } from '../../runtime/process/process';
import { complain, say } from '../../runtime/process/terminal';
import type { Workspace } from '../workspace';
import { prepare } from '../deployment/prepare';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed and why, in a few lines each. */
  readonly failures: readonly string[];
}

/** What jest writes about a run, as far as it is read here. */
interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Lines that are shown of a file's first failure and of others: what was expected is said first, and what a command ended with comes last. */
const LINES = { first: { first: 10, last: 30 }, others: { first: 3, last: 3 } };
const FAILURES_SHOWN = 3;
/** Files of each project whose time is told. */
const FILES_SHOWN = 8;
/** Test clusters that run at a time, each with names and ports of its own: most of the time is spent waiting for servers. */
const CLUSTERS = 2;
/** Without clusters beside them, one worker would leave a processor with nothing to do. */
const UNIT_WORKERS = 2;
/**
 * What needs no cluster runs while clusters wait for something, and takes no time from them: much of what they do rests on time. Linux shares
 * processors among sessions, where it groups by them, and the containers count as one: within its own session alone, a niceness changes nothing.
 */
const YIELDING = ['sh', '-c', '{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"', 'sh'] as const;
/** All that a project's tests may take. A pipeline that ends them itself would hear nothing of those that have ended. */
const TESTS_MS = 80 * 60_000;
/** So a unit test may take this long, instead of jest's five seconds. */
const UNIT_TEST_MS = 600_000;

/** Types, lint and format, unit tests, integration tests; the closing line counts them all. */
export async function test(workspace: Workspace): Promise<number> {
  // Side by side: none of the others needs the engine, and clusters spend most of their time waiting.
  const counts = await Promise.all([
    check(workspace, 'types', 'tsc', ['--noEmit']),
    check(workspace, 'lint', 'eslint', ['.']),
    check(workspace, 'format', 'prettier', ['--check', '--log-level=warn', '.']),
    unit(workspace),
    clusters(workspace),
  ]);
  // Once more at the end: a log that is cut short in the middle still says what is wrong.
  const failures = counts.flatMap((count) => count.failures);
  say(failures.length === 0 ? '' : `\nWhat failed:\n${failures.join('\n')}\n`);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Told at once when all have ended, since the set-up prints meanwhile. */
async function unit(workspace: Workspace): Promise<Counts> {
  const lines: string[] = [];
  const counts = await jest(workspace, 'unit', [`--maxWorkers=${UNIT_WORKERS}`, `--testTimeout=${UNIT_TEST_MS}`], {
    before: YIELDING,
    onLine: (line) => lines.push(line),
  });
  say(lines.join('\n'));
  return counts;
}

/** The integration tests, once there is what they need. */
async function clusters(workspace: Workspace): Promise<Counts> {
  const unready = await setUpFailure(workspace);
  return unready ?? (await jest(workspace, 'integ', [`--maxWorkers=${CLUSTERS}`], { onLine: say }));
}

/** Engine, images and providers for the integration tests: what counts where they can't be had. */
async function setUpFailure(workspace: Workspace): Promise<Counts | undefined> {
  try {
    await prepare(workspace);
    return undefined;
  } catch (error) {
    complain(error instanceof CodedError ? error.message : String(error));
    return { passed: 0, failed: 1, failures: ['set-up'] };
  }
}

async function check(workspace: Workspace, name: string, binary: string, args: readonly string[]): Promise<Counts> {
  const lines: string[] = [];
  const ok = await succeeds(workspace, binary, args, { before: YIELDING, onLine: (line) => lines.push(line) });
  // All of it at once, since others run meanwhile.
  say([...lines, `${name}: ${ok ? 'passed' : 'failed'}`].join('\n'));
  return ok ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] };
}

/** One jest project; a run that ends without a result counts as a failure. */
async function jest(
  workspace: Workspace,
  project: string,
  options: readonly string[],
  { before, onLine }: { readonly before?: readonly string[]; readonly onLine: (line: string) => void },
): Promise<Counts> {
  const file = path.join(workspace.out, 'test', `${project}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  // A former run's would be counted for one that ends without any.
  rmSync(file, { force: true });
  onLine(`\n${project} tests`);
  const ok = await succeeds(
    workspace,
    'jest',
    [`--selectProjects=${project}`, ...options, '--verbose', '--json', `--outputFile=${file}`],
    {
      before,
      onLine: (line, stream) => {
        // jest writes its report to standard error, and the JSON of --json to standard output.
        if (stream === 'stderr') {
          onLine(line);
        }
      },
    },
  );
  if (!existsSync(file)) {
    return { passed: 0, failed: 1, failures: [`${project} tests: ended without a result`] };
  }
  const result = JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  onLine(`\n${project} tests that took longest:\n${longest(result).join('\n')}\n`);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: ok ? failed : Math.max(1, failed),
    failures: failuresOf(result),
  };
}

/** The files that took longest, with their seconds. */
function longest({ testResults }: JestResult): string[] {
  return testResults
    .map(({ name, startTime, endTime }) => ({ file: path.basename(name), seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, FILES_SHOWN)
    .map(({ file, seconds }) => `  ${seconds.toFixed(0).padStart(5)} s  ${file}`);
}

/**
 * What failed in each file. Its first failure is told at length, since the others often follow from it: a cluster that isn't there fails
 * every test of it. A suite that could not even be loaded has a message, but no tests.
 */
export function failuresOf({ testResults }: Pick<JestResult, 'testResults'>): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.basename(name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && assertionResults.length === 0) {
      return [`${file}: ${ends(message, LINES.first)}`];
    }
    const shown = failed.slice(0, FAILURES_SHOWN).map(({ fullName, failureMessages }, index) => {
      const text = ends(failureMessages.join('\n'), index === 0 ? LINES.first : LINES.others);
      return `${file}: ${fullName}: ${text}`;
    });
    const more = failed.length - shown.length;
    return more > 0 ? [...shown, `${file}: ${more} more`] : shown;
  });
}

/** The first and the last lines of a message, without its colours and its stack. */
function ends(message: string, { first, last }: { readonly first: number; readonly last: number }): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const shown = lines.length <= first + last ? lines : [...lines.slice(0, first), '...', ...lines.slice(-last)];
  return shown.join('\n  ');
}

async function succeeds(
  workspace: Workspace,
  binary: string,
  args: readonly string[],
  { before = [], onLine }: { readonly before?: readonly string[] | undefined } & Pick<RunOptions, 'onLine'>,
): Promise<boolean> {
  const [command, ...rest] = [...before, path.join(workspace.project, 'node_modules', '.bin', binary), ...args];
  try {
    await run(command ?? binary, rest, {
      cwd: workspace.project,
      env: { ...workspace.environment(), CI: undefined },
      timeout: TESTS_MS,
      ...(onLine && { onLine }),
      remedy: 'see above',
    });
    return true;
  } catch (error) {
    if (error instanceof CodedError && error.violations[0]?.code !== 'CommandFailed') {
      complain(error.message);
    }
    return false;
  }
}
