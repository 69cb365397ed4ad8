import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../constructs/private/fault';
import { run } from '../private/process';
import { complain, say } from '../private/terminal';
import type { Workspace } from '../private/workspace';
import { prepare } from './deployment';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const HOUR = 3_600_000;

/** Types, lint and format, unit tests, integration tests; the closing line counts them all. */
export async function test(workspace: Workspace): Promise<number> {
  const counts: Counts[] = [
    await check(workspace, 'types', 'tsc', ['--noEmit']),
    await check(workspace, 'lint', 'eslint', ['.']),
    await check(workspace, 'format', 'prettier', ['--check', '--log-level=warn', '.']),
    await jest(workspace, 'unit'),
  ];
  try {
    await prepare(workspace);
    counts.push(await jest(workspace, 'integ'));
  } catch (error) {
    complain(error instanceof FaultError ? error.message : String(error));
    counts.push({ passed: 0, failed: 1 });
  }
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function check(workspace: Workspace, name: string, binary: string, args: readonly string[]): Promise<Counts> {
  say(`\n${name}`);
  const ok = await succeeds(workspace, binary, args);
  say(ok ? `  ${name}: passed` : `  ${name}: failed`);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** One jest project; a run that ends without a result counts as a failure. */
async function jest(workspace: Workspace, project: string): Promise<Counts> {
  say(`\n${project} tests`);
  const file = path.join(workspace.out, 'test', `${project}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const ok = await succeeds(workspace, 'jest', [
    `--selectProjects=${project}`,
    '--runInBand',
    '--verbose',
    '--json',
    `--outputFile=${file}`,
  ]);
  const result = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: ok ? failed : Math.max(1, failed) };
}

async function succeeds(workspace: Workspace, binary: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(workspace.binary(binary), args, {
      cwd: workspace.project,
      env: { ...workspace.environment(), CI: undefined },
      timeout: HOUR,
      onLine: (line, stream) => {
        // jest writes its report to standard error, and the JSON of --json to standard output.
        if (binary !== 'jest' || stream === 'stderr') {
          say(line);
        }
      },
      remedy: 'see above',
    });
    return true;
  } catch (error) {
    if (error instanceof FaultError && error.faults[0]?.code !== 'CommandFailed') {
      complain(error.message);
    }
    return false;
  }
}
