import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { ToolProcess, type ToolUser } from './tool-process';

/** Starts one of this package's own programs on this machine, as a process of its own; it is killed at the end at the latest. */
export function startNode(
  proof: Pick<ToolUser, 'cleanup'>,
  program: 'sink-program',
  args: readonly string[],
): ToolProcess {
  const extension = extname(__filename);
  // In the package it is compiled; in a checkout it is read as TypeScript, as this file was.
  const loader = extension === '.ts' ? ['--require', createRequire(__filename).resolve('tsx/cjs')] : [];
  const file = join(__dirname, '..', 'workload', `${program}${extension}`);
  const child = spawn(process.execPath, [...loader, file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = new Promise<number>((done, fail) => {
    child.once('error', fail).once('close', (code) => {
      done(code ?? 137);
    });
  });
  const ended = exit.then(() => undefined);
  ended.catch(() => undefined);
  const started = new ToolProcess(
    program,
    {
      stdout: child.stdout,
      stderr: child.stderr,
      ended,
      exitCode: () => exit,
      detach: () => {
        child.unref();
      },
    },
    (_, signal) => {
      child.kill(`SIG${signal}`);
      return Promise.resolve();
    },
  );
  proof.cleanup.push(`${program} ended`, () => started.kill());
  return started;
}
