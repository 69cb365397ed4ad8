import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { App } from 'cdktf';
import { EXAMPLES } from '../../examples';
import { Workspace } from '../../cli/workspace';

jest.setTimeout(8 * 60_000);

const execute = promisify(execFile);

test.each(Object.entries(EXAMPLES))('Terraform validates every stack of the example %s', async (_, build) => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'example-'));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const stacks = readdirSync(path.join(outdir, 'stacks'));
    const terraform = async (stack: string, ...args: string[]): Promise<string> => {
      const { stdout } = await execute('terraform', [`-chdir=${path.join(outdir, 'stacks', stack)}`, ...args], {
        env: { ...process.env, ...new Workspace().environment() },
      });
      return stdout;
    };
    for (const stack of stacks) {
      await terraform(stack, 'init', '-backend=false', '-input=false');
      expect(JSON.parse(await terraform(stack, 'validate', '-json'))).toMatchObject({
        valid: true,
        error_count: 0,
        warning_count: 0,
      });
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
