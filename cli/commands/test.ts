import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CodedError } from '../../model/violation';
import { HOUR, run } from '../../runtime/process/process';
import { complain, say } from '../../runtime/process/terminal';
import type { Workspace } from '../workspace';
import { prepare } from './deployment';

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
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Lines of a message that are shown: what was expected is said first, and what a command ended with comes last. */
const MESSAGE_LINES = { first: 10, last: 30 };
/** Test clusters that run at a time, each with names and ports of its own: most of the time is spent waiting for servers. */
const CLUSTERS = 2;

/** Types, lint and format, unit tests, integration tests; the closing line counts them all. */
export async function test(workspace: Workspace): Promise<number> {
  // Side by side: none of them needs the engine, and each keeps about one processor busy.
  const counts = await Promise.all([
    check(workspace, 'types', 'tsc', ['--noEmit']),
    check(workspace, 'lint', 'eslint', ['.']),
    check(workspace, 'format', 'prettier', ['--check', '--log-level=warn', '.']),
    jest(workspace, 'unit', 1),
  ]);
  try {
    await prepare(workspace);
    counts.push(await jest(workspace, 'integ', CLUSTERS));
  } catch (error) {
    complain(error instanceof CodedError ? error.message : String(error));
    counts.push({ passed: 0, failed: 1, failures: ['set-up'] });
  }
  // Once more at the end: a log that is cut short in the middle still says what is wrong.
  const failures = counts.flatMap((count) => count.failures);
  say(failures.length === 0 ? '' : `\nWhat failed:\n${failures.join('\n')}\n`);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function check(workspace: Workspace, name: string, binary: string, args: readonly string[]): Promise<Counts> {
  const lines: string[] = [];
  const ok = await succeeds(workspace, binary, args, (line) => lines.push(line));
  // All of it at once, since others run meanwhile.
  say([...lines, `${name}: ${ok ? 'passed' : 'failed'}`].join('\n'));
  return ok ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] };
}

/** One jest project; a run that ends without a result counts as a failure. */
async function jest(workspace: Workspace, project: string, workers: number): Promise<Counts> {
  say(`\n${project} tests`);
  const file = path.join(workspace.out, 'test', `${project}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const ok = await succeeds(
    workspace,
    'jest',
    [`--selectProjects=${project}`, `--maxWorkers=${workers}`, '--verbose', '--json', `--outputFile=${file}`],
    (line, stream) => {
      // jest writes its report to standard error, and the JSON of --json to standard output.
      if (stream === 'stderr') {
        say(line);
      }
    },
  );
  const result = JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: ok ? failed : Math.max(1, failed),
    failures: failuresOf(result),
  };
}

/** A suite that could not even be loaded has a message, but no tests. */
function failuresOf({ testResults }: JestResult): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    return failed.length === 0 && assertionResults.length === 0
      ? [`${path.basename(name)}: ${ends(message)}`]
      : failed.map(({ fullName, failureMessages }) => `${fullName}: ${ends(failureMessages.join('\n'))}`);
  });
}

/** The first and the last lines of a message, without its colours and its stack. */
function ends(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const { first, last } = MESSAGE_LINES;
  const shown = lines.length <= first + last ? lines : [...lines.slice(0, first), '...', ...lines.slice(-last)];
  return shown.join('\n  ');
}

async function succeeds(
  workspace: Workspace,
  binary: string,
  args: readonly string[],
  onLine: (line: string, stream: 'stdout' | 'stderr') => void,
): Promise<boolean> {
  try {
    await run(workspace.binary(binary), args, {
      cwd: workspace.project,
      env: { ...workspace.environment(), CI: undefined },
      timeout: HOUR,
      onLine,
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
