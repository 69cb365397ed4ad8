import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../model/violation';
import { containerAddress, isContainerAddress, isNetworkAddress, resourceAt } from '../../model/names/resource-address';
import { lives } from '../../runtime/files/atomic-file';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import { parseJson } from '../../runtime/files/required-file';
import { HOUR, run } from '../../runtime/process/process';
import { programPath } from '../../runtime/process/program-path';
import type { EnvironmentVariables } from '../../runtime/settings/environment';
import type { Workspace } from '../workspace';
import { type Diagnostic, parseEvent, type TerraformEvent } from './events';
import { type Forced, NOTHING_FORCED } from './forced';
import { Initialization } from './initialization';
import { namedEngineVariables } from './named-engines';
import { parallelismOf } from './parallelism';
import { type Recorded, recordedIn } from './recorded';
import { StateCopies } from './state-copies';
import { Turns } from './turns';
import { despiteProviderRace } from './provider-race';
import { type ResourceChange, resourceChangesIn } from '../../runtime/terraform/plan-contents';
import { addressesIn } from '../../runtime/terraform/state-file';
import { type FailedStack, terraformFailed } from './terraform-failed';

/** A plan that was made and kept, to be applied as it is. */
export interface SavedPlan {
  readonly stack: string;
  readonly file: string;
  /** What it would do: Terraform's word for it (`create`, `update`, `replace`, `delete`, ...) by address. */
  readonly planned: ReadonlyMap<string, string>;
  /** Addresses of what has become otherwise since it was deployed, by nobody's deployment. */
  readonly drifted: ReadonlySet<string>;
  /** Whether there is anything to apply, if only an address that moves in the state. */
  readonly changes: boolean;
}

type OnEvent = (event: TerraformEvent) => void;

/** What the commands that Terraform calls are told beside what people may set. */
export type TerraformEnvironment = EnvironmentVariables & {
  /** That none runs yet, so that none has read a certificate. */
  readonly KAFKA_BROKERS?: 'none';
  /** That each is on the host that has its data, or on its way there; or that all are killed, and nothing of theirs stays. */
  readonly KAFKA_SERVERS?: 'compared' | 'killed';
};

export type ServersTold = Pick<TerraformEnvironment, 'KAFKA_SERVERS'>;

export interface StackPlanOptions {
  readonly refresh?: boolean;
  readonly forced?: Forced;
  /** Told when it begins to look at what the state knows; never, where that is nothing. */
  readonly onRefresh?: () => void;
}

interface RunTerraformOptions {
  /** Exit codes that are no failure, beside 0. */
  readonly accepted?: readonly number[];
  readonly onEvent?: OnEvent;
  readonly environment?: TerraformEnvironment;
}

/** What Terraform says of a stack that was never applied; any other failure to read a state is one. */
const NO_STATE = 'No state file was found';

/** Another pipeline, or a look at the same state, has it for moments mostly. */
const LOCK = '-lock-timeout=60s';

const configuration = z.object({
  variable: z.record(z.string(), z.unknown()).default({}),
  resource: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

const backend = z.object({ terraform: z.object({ backend: z.object({ local: z.object({ path: z.string() }) }) }) });

/** The file that a stack's state lies in, where it lies in one. */
const localStateIn = (synthesized: string): string | undefined =>
  backend.safeParse(parseJson(synthesized)).data?.terraform.backend.local.path;

/** A database's first command makes what the states of all stacks share there, and fails beside another that does. */
const serverTurns = new Turns();

const versionSchema = z.object({ lineage: z.string(), serial: z.number() });

/** Whether nothing is lost with a resource that a next deployment doesn't make again. */
export const isNeverKept = (address: string): boolean => isNetworkAddress(address) || isContainerAddress(address);

/** Where synthesized stacks are, and what they are applied with. */
export type TerraformFolders = Pick<Workspace, 'stackFolder' | 'passwordsFile' | 'environment' | 'out'>;

/** Terraform in the folder of one synthesized stack. */
export class Terraform {
  private initialized = false;

  public constructor(
    private readonly workspace: TerraformFolders,
    public readonly stack: string,
  ) {}

  /**
   * Makes a plan, and keeps it until it is made again or forgotten.
   *
   * @param addresses of these resources and what they need alone
   * @param options `refresh`: whether what the state knows is looked at, as it is by default; `forced`: as far as the stack declares it
   */
  public async plan(
    addresses: readonly string[] = [],
    { refresh = true, forced = NOTHING_FORCED, onRefresh }: StackPlanOptions = {},
  ): Promise<SavedPlan> {
    const file = await this.planFile();
    const targets = [...addresses.map((address) => `-target=${address}`), ...this.options(forced)];
    const options = [
      '-input=false',
      '-detailed-exitcode',
      ...(refresh ? [] : ['-refresh=false']),
      LOCK,
      this.parallelism(),
      `-out=${file}`,
      ...targets,
      ...this.variables(),
    ];
    return await despiteProviderRace(async () => {
      const planned = new Map<string, string>();
      const drifted = new Set<string>();
      const { code } = await this.runEvents(['plan', ...options], {
        accepted: [2],
        onEvent: (event) => {
          if (event.type === 'planned_change') {
            planned.set(event.change.resource.addr, event.change.action);
          } else if (event.type === 'resource_drift') {
            drifted.add(event.change.resource.addr);
          } else if (event.type === 'refresh_start') {
            onRefresh?.();
          }
        },
      });
      return { stack: this.stack, file, planned, drifted, changes: code === 2 };
    });
  }

  /** What a plan would do, for people. */
  public async show({ file }: SavedPlan): Promise<string> {
    return (await this.run(['show', '-no-color', file])).stdout;
  }

  /** What a plan would do, as `terraform show -json` tells it. */
  public async showJson({ file }: SavedPlan): Promise<string> {
    return (await this.run(['show', '-json', file])).stdout;
  }

  /** What a plan would do to each resource. */
  public async resourceChanges(plan: SavedPlan): Promise<readonly ResourceChange[]> {
    return resourceChangesIn(await this.showJson(plan));
  }

  /** Whether a plan looks at a resource of a type; where a file doesn't tell what the state knows, it does when one is declared. */
  public looksAt(type: string): boolean {
    const known = this.addressesAtHand;
    return known === undefined
      ? this.configuration.resource[type] !== undefined
      : known.some((address) => address.startsWith(`${type}.`));
  }

  /** Whether a resource is declared. */
  public declares(address: string): boolean {
    const { type, name } = resourceAt(address);
    return this.configuration.resource[type]?.[name] !== undefined;
  }

  /** Has the state say what there is now, and touches nothing of it. */
  public async refresh(): Promise<void> {
    const options = ['-refresh-only', '-input=false', '-auto-approve', LOCK, this.parallelism(), ...this.variables()];
    await this.changeState(() => despiteProviderRace(() => this.runEvents(['apply', ...options], {})));
  }

  /** Keeps a plan that was made elsewhere, as if it had been made here; none, where that does nothing. */
  public async takePlan(content: Buffer | undefined, planned: SavedPlan['planned']): Promise<SavedPlan> {
    const file = await this.planFile();
    if (content !== undefined) {
      await writePrivately(file, content);
    }
    return { stack: this.stack, file, planned, drifted: new Set(), changes: content !== undefined };
  }

  /** Applies a plan as it was made. */
  public async apply({ file }: SavedPlan, onEvent: OnEvent, environment: TerraformEnvironment = {}): Promise<void> {
    const options = ['-input=false', LOCK, this.parallelism({ waits: true }), ...this.variables()];
    await this.changeState(() => this.runEvents(['apply', ...options, file], { onEvent, environment }));
  }

  /** Takes a plan away that nobody needs any more. */
  public async forgetPlan({ file }: SavedPlan): Promise<void> {
    await rm(file, { force: true });
  }

  /** A file of this process alone: one command may plan while another deploys. What a killed one has left is taken away. */
  private async planFile(): Promise<string> {
    const folder = path.join(this.workspace.out, 'plans');
    await privateFolder(folder);
    for (const name of await readdir(folder)) {
      const [, stack, maker] = /^(.+)\.(\d+)\.tfplan$/.exec(name) ?? [];
      if (stack === this.stack && !lives(Number(maker))) {
        await rm(path.join(folder, name), { force: true });
      }
    }
    return path.join(folder, `${this.stack}.${process.pid}.tfplan`);
  }

  /** Destroys everything in the stack, or the given addresses alone. */
  public async destroy(addresses: readonly string[], onEvent: OnEvent, told: ServersTold = {}): Promise<void> {
    const targets = addresses.map((address) => `-target=${address}`);
    // What has gone by itself, the docker provider takes for destroyed: it need not be looked for before, for which it waits seconds.
    const refresh = '-refresh=false';
    const options = [
      '-input=false',
      '-auto-approve',
      refresh,
      LOCK,
      this.parallelism(),
      ...targets,
      ...this.variables(),
    ];
    // Whatever somebody has said of others.
    const environment = { KAFKA_GATE: 'open', KAFKA_SERVERS: told.KAFKA_SERVERS } as const;
    await this.changeState(() =>
      despiteProviderRace(() => this.runEvents(['destroy', ...options], { onEvent, environment })),
    );
  }

  /** Finds out whether a destroy would begin: initializes, plans it for what no rule keeps, and takes the state's lock for that. */
  public async rehearseDestroy(): Promise<void> {
    const addresses = (await this.addresses()).filter(isNeverKept);
    if (addresses.length > 0) {
      const targets = addresses.map((address) => `-target=${address}`);
      const options = ['-input=false', '-destroy', '-refresh=false', LOCK, ...targets, ...this.variables()];
      await this.runEvents(['plan', ...options], {});
    }
  }

  /** Addresses of everything in the state: none without one, while one that can't be read throws. */
  public async addresses(): Promise<readonly string[]> {
    return this.addressesAtHand ?? (await this.listAddresses());
  }

  /** The same without Terraform, which takes a process for it; undefined where no file tells. */
  private get addressesAtHand(): readonly string[] | undefined {
    const file = this.localState;
    return file === undefined ? undefined : existsSync(file) ? addressesIn(readFileSync(file, 'utf8')) : [];
  }

  private async listAddresses(): Promise<readonly string[]> {
    try {
      const { stdout } = await this.run(['state', 'list']);
      return stdout.split('\n').filter((line) => /^[a-z_]+\./.test(line));
    } catch (error) {
      if (error instanceof CodedError && error.message.includes(NO_STATE)) {
        return [];
      }
      throw error;
    }
  }

  /** Which state it is: another one after every change, whoever made it. */
  public async stateVersion(): Promise<string> {
    const { data } = versionSchema.safeParse(parseJson(await this.readState()));
    return data === undefined ? 'none' : `${data.lineage} ${data.serial}`;
  }

  /** Resources of a type that Terraform would take away for having failed when it made them. */
  public async tainted(type: string): Promise<readonly Recorded[]> {
    return (await this.recorded(type)).filter(({ tainted }) => tainted);
  }

  /** Resources of a type, by what their provider finds them by. */
  public async recorded(type: string): Promise<readonly Recorded[]> {
    if ((await this.addresses()).length === 0) {
      return [];
    }
    return recordedIn(await this.pullState(), type);
  }

  /** Has Terraform keep such a resource after all. */
  public async untaint(address: string): Promise<void> {
    await this.changeState(() => this.run(['untaint', LOCK, address]));
  }

  /** Forgets everything in the state, for what is gone with its cluster, or the given addresses alone. */
  public async forget(addresses?: readonly string[]): Promise<void> {
    const forgotten = addresses ?? (await this.addresses());
    if (forgotten.length > 0) {
      await this.changeState(() => this.run(['state', 'rm', LOCK, ...forgotten]));
    }
  }

  /** The whole state; blank where there is none. */
  public async pullState(): Promise<string> {
    return (await this.run(['state', 'pull'])).stdout;
  }

  /** The same, without a process for it where a file has it. */
  public async readState(): Promise<string> {
    const file = this.localState;
    return file === undefined ? await this.pullState() : existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Puts a state in the place of the one that it was made of; one that was changed meanwhile is refused by Terraform. */
  public async pushState(file: string): Promise<void> {
    await this.changeState(() => this.run(['state', 'push', LOCK, file]));
  }

  /** Takes what stands already into the state. */
  public async adopt(address: string, id: string): Promise<void> {
    const options = ['-input=false', LOCK, ...this.variables()];
    await this.changeState(() => despiteProviderRace(() => this.run(['import', ...options, address, id])));
  }

  /** Whatever ends this meanwhile, a state in a file is not lost. */
  private async changeState(change: () => Promise<unknown>): Promise<void> {
    const file = this.localState;
    await (file === undefined ? change() : new StateCopies(this.workspace.out).during(file, change));
  }

  /** The file that the state lies in, where it lies in one: that of the workspace that is there without being made. */
  private get localState(): string | undefined {
    const named = this.declaredState;
    const isElsewhere =
      existsSync(path.join(this.folder, '.terraform', 'environment')) ||
      ['TF_WORKSPACE', 'TF_DATA_DIR'].some((name) => (process.env[name] ?? '') !== '');
    return named === undefined || isElsewhere ? undefined : path.resolve(this.folder, named);
  }

  /** The file that is declared to hold the state; none, where a server holds it. */
  private get declaredState(): string | undefined {
    return localStateIn(this.synthesized);
  }

  /** The passwords, for a stack that declares them: Terraform takes no variable for a saved plan that it doesn't know. */
  private variables(): readonly string[] {
    const { passwordsFile } = this.workspace;
    return this.configuration.variable['passwords'] !== undefined && existsSync(passwordsFile)
      ? [`-var-file=${passwordsFile}`]
      : [];
  }

  private parallelism({ waits = false }: { readonly waits?: boolean } = {}): string {
    return parallelismOf(this.synthesized, this.workspace.environment()['DOCKER_HOST'] ?? '', { waits });
  }

  private options({ replace, logins = [], variables }: Forced): readonly string[] {
    const { variable } = this.configuration;
    return [
      ...[...replace.map(containerAddress), ...logins]
        .filter((address) => this.declares(address))
        .map((address) => `-replace=${address}`),
      ...Object.entries(variables).flatMap(([name, value]) =>
        variable[name] === undefined ? [] : [`-var=${name}=${value}`],
      ),
    ];
  }

  /** What the stack declares. */
  private get configuration(): z.infer<typeof configuration> {
    return configuration.safeParse(parseJson(this.synthesized)).data ?? { variable: {}, resource: {} };
  }

  private get synthesized(): string {
    return readFileSync(path.join(this.folder, 'cdk.tf.json'), 'utf8');
  }

  private get failedStack(): FailedStack {
    return { name: this.stack, folder: this.folder, synthesized: this.synthesized };
  }

  private get folder(): string {
    return this.workspace.stackFolder(this.stack);
  }

  private async init(): Promise<void> {
    if (this.initialized) {
      return;
    }
    const settings = this.workspace.environment()['TF_CLI_CONFIG_FILE'];
    const initialization = new Initialization(this.folder, settings, programPath('terraform'));
    if (!initialization.isCurrent()) {
      const init = (): Promise<unknown> => this.runInitialized(['init', '-json', '-input=false', '-reconfigure'], {});
      await (this.declaredState === undefined ? serverTurns.take(init) : init());
      await initialization.note();
    }
    this.initialized = true;
  }

  private async run(
    args: readonly string[],
    options: RunTerraformOptions = {},
  ): ReturnType<Terraform['runInitialized']> {
    await this.init();
    return await this.runInitialized(args, options);
  }

  /** A command that tells what it does as data. */
  private runEvents(
    [command = '', ...args]: readonly string[],
    options: RunTerraformOptions,
  ): ReturnType<Terraform['run']> {
    return this.run([command, '-json', ...args], options);
  }

  private async runInitialized(
    args: readonly string[],
    { accepted = [], onEvent, environment = {} }: RunTerraformOptions,
  ): Promise<{ readonly stdout: string; readonly code: number }> {
    const lines: string[] = [];
    const diagnostics: Diagnostic[] = [];
    try {
      const { stdout } = await run('terraform', [`-chdir=${this.folder}`, ...args], {
        env: {
          ...this.workspace.environment(),
          ...namedEngineVariables(this.synthesized, { environment: process.env, home: homedir() }),
          ...environment,
        },
        timeout: HOUR,
        onLine: (line, stream) => {
          if (stream === 'stdout') {
            lines.push(line);
          }
          const event = parseEvent(line);
          if (event?.type === 'diagnostic') {
            diagnostics.push(event.diagnostic);
          }
          if (event !== undefined) {
            onEvent?.(event);
          }
        },
        remedy: `see its message, mend the cause and run the same command again`,
      });
      return { stdout, code: 0 };
    } catch (error) {
      const violation = error instanceof CodedError ? error.violations[0] : undefined;
      const code = Number(violation?.value);
      if (accepted.includes(code)) {
        return { stdout: lines.join('\n'), code };
      }
      throw (violation?.code === 'CommandFailed' ? terraformFailed(this.failedStack, diagnostics) : undefined) ?? error;
    }
  }
}
