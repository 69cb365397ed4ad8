import { existsSync } from 'node:fs';
import { CodedError } from '../../model/violation';
import { HOUR, run } from '../../runtime/process/process';
import type { EnvironmentVariables } from '../../runtime/settings/environment';
import { despiteProviderRace } from './provider-race';
import type { Workspace } from '../workspace';

/** What a plan would do. */
export interface PlanResult {
  readonly stack: string;
  readonly changes: boolean;
  /** Terraform's own text. */
  readonly text: string;
}

/** What Terraform says of a stack that was never applied; any other failure to read a state is one. */
const NO_STATE = 'No state file was found';

/** Terraform in the folder of one synthesized stack. */
export class Terraform {
  private initialized = false;

  public constructor(
    private readonly workspace: Workspace,
    private readonly stack: string,
  ) {}

  /** What would change, by `-detailed-exitcode`. */
  public async plan(): Promise<PlanResult> {
    await this.init();
    const command = ['plan', '-no-color', '-input=false', '-detailed-exitcode', ...this.variables()];
    const { stdout, code } = await this.run(command, [0, 2]);
    return { stack: this.stack, changes: code === 2, text: stdout };
  }

  /** Destroys everything in the stack, or the given addresses alone. */
  public async destroy(addresses: readonly string[], onLine?: (line: string) => void): Promise<void> {
    await this.init();
    const targets = addresses.map((address) => `-target=${address}`);
    await this.run(
      ['destroy', '-no-color', '-input=false', '-auto-approve', ...targets, ...this.variables()],
      [0],
      onLine,
      { KAFKA_GATE: 'open' },
    );
  }

  /** Addresses of everything in the state: none without one, while one that can't be read throws. */
  public async addresses(): Promise<readonly string[]> {
    await this.init();
    try {
      const { stdout } = await this.run(['state', 'list'], [0]);
      return stdout.split('\n').filter((line) => /^[a-z_]+\./.test(line));
    } catch (error) {
      if (error instanceof CodedError && error.message.includes(NO_STATE)) {
        return [];
      }
      throw error;
    }
  }

  /** Forgets everything in the state, for what is gone with its cluster. */
  public async forget(): Promise<void> {
    const addresses = await this.addresses();
    if (addresses.length > 0) {
      await this.run(['state', 'rm', ...addresses], [0]);
    }
  }

  private async init(): Promise<void> {
    if (!this.initialized) {
      await this.run(['init', '-no-color', '-input=false', '-reconfigure'], [0]);
      this.initialized = true;
    }
  }

  private variables(): readonly string[] {
    return existsSync(this.workspace.passwordsFile) ? [`-var-file=${this.workspace.passwordsFile}`] : [];
  }

  private run(
    args: readonly string[],
    accepted: readonly number[],
    onLine?: (line: string) => void,
    environment: EnvironmentVariables = {},
  ): Promise<{ readonly stdout: string; readonly code: number }> {
    return despiteProviderRace((look) =>
      this.runOnce(
        args,
        accepted,
        (line) => {
          look(line);
          onLine?.(line);
        },
        environment,
      ),
    );
  }

  private async runOnce(
    args: readonly string[],
    accepted: readonly number[],
    onLine: (line: string) => void,
    environment: EnvironmentVariables,
  ): Promise<{ readonly stdout: string; readonly code: number }> {
    const lines: string[] = [];
    try {
      const { stdout } = await run('terraform', [`-chdir=${this.workspace.stackFolder(this.stack)}`, ...args], {
        env: { ...this.workspace.environment(), ...environment },
        timeout: HOUR,
        onLine: (line, stream) => {
          if (stream === 'stdout') {
            lines.push(line);
          }
          onLine(line);
        },
        remedy: `see its message, mend the cause and run the same command again`,
      });
      return { stdout, code: 0 };
    } catch (error) {
      const code = error instanceof CodedError ? Number(error.violations[0]?.value) : Number.NaN;
      if (accepted.includes(code)) {
        return { stdout: lines.join('\n'), code };
      }
      throw error;
    }
  }
}
