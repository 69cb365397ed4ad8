import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BegunRepairs } from '../../../cli/deployment/begun-repairs';
import { Allowances } from '../../../cli/guard/allowances';
import { PlanGuard } from '../../../cli/guard/plan-guard';
import { NO_RENEWAL, type Renewal } from '../../../cli/renewal';
import { declarationOf, ReviewedPlans } from '../../../cli/review/reviewed-plans';
import { StackDeployer } from '../../../cli/stack-deployer';
import { Terraform } from '../../../cli/terraform/terraform';
import { OperationError } from '../../../model/violation';
import { TerraformStacks } from '../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

const ORDER = ['base', 'cluster', 'resources', 'monitoring', 'console'];

let stacks: TerraformStacks;
/** Whether the brokers answer. */
let up: boolean;
/** Whether there is an administrator. */
let hasAdministrator: boolean;

beforeEach(() => {
  stacks = new TerraformStacks();
  up = true;
  hasAdministrator = true;
  for (const stack of ORDER) {
    declare(stack, 'a');
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  stacks.remove();
});

/** A stack that writes its name down when it is applied. */
function declare(stack: string, input: string, lifecycle: object = {}): void {
  const command = `echo ${stack} >> ${join(stacks.out, 'applied')}`;
  stacks.declare(stack, {
    one: { triggers_replace: [input], lifecycle, provisioner: [{ 'local-exec': { command } }] },
  });
}

const applied = (): readonly string[] =>
  existsSync(join(stacks.out, 'applied')) ? readFileSync(join(stacks.out, 'applied'), 'utf8').trim().split('\n') : [];

const deployer = (
  fetchAdministrator = (): Promise<boolean> => Promise.resolve(hasAdministrator),
  reviewed?: ReviewedPlans,
  findRenewal = (): Promise<Renewal> => Promise.resolve(NO_RENEWAL),
): StackDeployer =>
  new StackDeployer(
    stacks.workspace,
    {
      name: 'kafka',
      stacks: { base: 'base', cluster: 'cluster', resources: ['resources'], services: ['monitoring', 'console'] },
    },
    new PlanGuard(new Allowances([], ORDER)),
    {
      fetchAdministrator,
      serves: () => Promise.resolve(true),
      refusedLogins: () => Promise.resolve([]),
      topics: () => Promise.resolve([]),
      findRenewal,
      answer: () =>
        up
          ? Promise.resolve()
          : Promise.reject(
              new OperationError({ code: 'TimedOut', subject: 'brokers', rule: 'silent', remedy: 'wait' }),
            ),
    },
    reviewed,
  );

async function deploy(deployment = deployer()): Promise<StackDeployer> {
  await deployment.planAhead();
  await deployment.admit();
  await deployment.applyServers(() => undefined, 'log');
  up = true;
  await deployment.planResources();
  await deployment.admit();
  await deployment.applyRest(() => undefined, 'log');
  return deployment;
}

/** What a reviewer has of all stacks as they are declared. */
async function reviewedPlans(): Promise<ReviewedPlans> {
  const folders = { stackFolder: (stack: string) => join(stacks.out, stack) };
  const made = ORDER.map(async (stack) => {
    const terraform = new Terraform(stacks.workspace, stack);
    const state = await terraform.stateVersion();
    const { file, planned, changes } = await terraform.plan();
    const entry = { stack, changes, planned: Object.fromEntries(planned), state };
    return { entry: { ...entry, declaration: await declarationOf(folders, stack) }, plan: readFileSync(file) };
  });
  const all = await Promise.all(made);
  return new ReviewedPlans(Object.assign(stacks.workspace, { clusterName: 'kafka' }), {
    review: {
      ...{ schema: 1, cluster: 'kafka', leaving: [], forgotten: {}, allowed: [] },
      stacks: all.map(({ entry }) => entry),
    },
    plans: new Map(all.map(({ entry: { stack }, plan }) => [stack, plan])),
    shown: new Map(),
  });
}

describe('A deployment of reviewed plans', () => {
  test('applies these very plans, in their order, though the brokers came up in between', async () => {
    up = false;
    hasAdministrator = false;
    const { touched } = await deploy(deployer(undefined, await reviewedPlans()));
    expect(applied().slice(0, 2)).toEqual(['base', 'cluster']);
    expect(touched).toEqual({ added: 5, changed: 0, destroyed: 0 });
    expect(readdirSync(join(stacks.out, 'plans')).length).toBeGreaterThan(0);
  });

  test('fails before anything is touched when one of them was overtaken', async () => {
    const reviewed = await reviewedPlans();
    const cluster = new Terraform(stacks.workspace, 'cluster');
    await cluster.apply(await cluster.plan(), () => undefined);
    await expect(deploy(deployer(undefined, reviewed))).rejects.toThrow('[PlanStale] cluster: ');
    expect(applied()).toEqual(['cluster']);
  });

  test('fails when what is planned later goes beyond them', async () => {
    const deployment = deployer(undefined, await reviewedPlans());
    await deployment.planAhead();
    stacks.declare('cluster', { one: { triggers_replace: ['a'] }, two: { input: 'b' } });
    await expect(deployment.planAhead()).rejects.toThrow('[PlanExceeded] terraform_data.two of cluster: ');
  });
});

describe('A deployment', () => {
  test('applies servers in their order, and then the rest', async () => {
    up = false;
    const { touched } = await deploy();
    expect(applied().slice(0, 2)).toEqual(['base', 'cluster']);
    expect([...applied()].sort()).toEqual([...ORDER].sort());
    expect(touched).toEqual({ added: 5, changed: 0, destroyed: 0 });
  });

  test.each([
    ['itself, and not by the base, where there is no administrator yet', false, 'base later none'],
    ['by the base, before servers are touched, where there is one', true, 'base'],
  ])('fetches the administrator’s files %s', async (_, standing, line) => {
    up = standing;
    hasAdministrator = standing;
    const fetched = jest.fn(() => Promise.resolve(hasAdministrator));
    const command = `echo base $KAFKA_CLIENTS $KAFKA_BROKERS >> ${join(stacks.out, 'applied')}`;
    stacks.declare('base', { one: { triggers_replace: ['a'], provisioner: [{ 'local-exec': { command } }] } });
    await deploy(deployer(fetched));
    expect(applied()[0]).toBe(line);
    expect(fetched).toHaveBeenCalledTimes(standing ? 1 : 2);
  });

  test('has nothing to do when nothing has changed, and leaves the proof’s reports', async () => {
    await deploy();
    mkdirSync(stacks.reports);
    writeFileSync(join(stacks.reports, 'report.json'), '{}');
    const again = deployer();
    await again.planAhead();
    expect(again.isPending).toBe(false);
    expect(again.summary).toBe('no changes');
    await deploy(again);
    expect(again.hasChanged).toBe(false);
    expect(applied()).toHaveLength(5);
    expect(existsSync(join(stacks.reports, 'report.json'))).toBe(true);
  });

  test('has changed nothing either when the brokers have answered late', async () => {
    await deploy();
    up = false;
    const late = deployer();
    await late.planAhead();
    expect(late.isPending).toBe(true);
    await deploy(late);
    expect(late.hasChanged).toBe(false);
  });

  test('voids an earlier proof by its first change', async () => {
    await deploy();
    mkdirSync(stacks.reports);
    writeFileSync(join(stacks.reports, 'report.json'), '{}');
    declare('console', 'b');
    await deploy();
    expect(applied().slice(5)).toEqual(['console']);
    expect(existsSync(join(stacks.reports, 'report.json'))).toBe(false);
  });

  test('says beforehand what it is about to do', async () => {
    await deploy();
    declare('console', 'b');
    stacks.declare('resources', {});
    const changed = deployer();
    await changed.planAhead();
    expect(changed.summary).toBe('resources 1 to destroy; console 1 to replace');
  });

  test('makes servers that come, with what they need, while those that are to change stay as they are', async () => {
    await deploy();
    const command = `echo another >> ${join(stacks.out, 'applied')}`;
    declare('base', 'b');
    stacks.declare('cluster', {
      one: { triggers_replace: ['b'] },
      two: { triggers_replace: ['a'], provisioner: [{ 'local-exec': { command } }] },
    });
    const growing = deployer();
    await growing.planAhead();
    await growing.admit();
    await growing.startServers(['terraform_data.two'], () => undefined, 'log');
    expect(applied().slice(5)).toEqual(['base', 'another']);
    expect(growing.hasChanged).toBe(true);
    await growing.planAhead();
    expect(growing.summary).toBe('cluster 1 to replace');
  });

  test('makes servers that come, though the base’s state has forgotten since what leaves, and no other that leaves is touched', async () => {
    const destroying = { when: 'destroy', command: `echo destroyed >> ${join(stacks.out, 'applied')}` };
    const leaving = { triggers_replace: ['a'], provisioner: [{ 'local-exec': destroying }] };
    stacks.declare('base', { one: { triggers_replace: ['a'] }, old: leaving });
    stacks.declare('cluster', { one: { triggers_replace: ['a'] }, old: leaving });
    await deploy();
    const before = applied();
    stacks.declare('base', { one: { triggers_replace: ['a'] }, two: {} });
    stacks.declare('cluster', { one: { triggers_replace: ['a'] }, two: {} });
    const growing = deployer();
    await growing.planAhead();
    await new Terraform(stacks.workspace, 'base').forget(['terraform_data.old']);
    await growing.startServers(['terraform_data.two'], () => undefined, 'log');
    expect(applied()).toEqual(before);
    expect(growing.touched).toEqual({ added: 2, changed: 0, destroyed: 0 });
    await expect(new Terraform(stacks.workspace, 'cluster').addresses()).resolves.toEqual(
      ['old', 'one', 'two'].map((name) => `terraform_data.${name}`),
    );
  });

  test('fails to make servers that come where that would destroy what its declaration keeps', async () => {
    await deploy();
    declare('cluster', 'b', { prevent_destroy: true });
    const growing = deployer();
    await expect(growing.startServers(['terraform_data.one'], () => undefined, 'log')).rejects.toThrow(
      'Instance cannot be destroyed',
    );
    expect(applied()).toHaveLength(5);
  });

  test('fails before anything is touched when what is declared on standing brokers can’t be planned', async () => {
    declare('resources', 'a', { prevent_destroy: true });
    await deploy();
    for (const stack of ORDER) {
      declare(stack, 'b', stack === 'resources' ? { prevent_destroy: true } : {});
    }
    await expect(deploy()).rejects.toThrow('Instance cannot be destroyed');
    expect(applied()).toHaveLength(5);
  });

  test('plans what is declared on the brokers again when the servers have changed', async () => {
    await deploy();
    declare('cluster', 'b');
    declare('resources', 'b');
    const changed = deployer();
    await changed.planAhead();
    await changed.applyServers(() => undefined, 'log');
    expect(changed.isPending).toBe(true);
    declare('resources', 'a');
    await changed.planResources();
    await changed.applyRest(() => undefined, 'log');
    expect(applied().slice(5)).toEqual(['cluster']);
  });

  test('goes on with other stacks when one fails, and tells all failures', async () => {
    const failing = { one: { provisioner: [{ 'local-exec': { command: 'echo no luck; exit 3' } }] } };
    stacks.declare('resources', failing);
    stacks.declare('monitoring', failing);
    const failed = deploy();
    await expect(failed).rejects.toThrow(
      /terraform_data\.one of resources.*\n(.*\n)*.*terraform_data\.one of monitoring/,
    );
    expect([...applied()].sort()).toEqual(['base', 'cluster', 'console']);
  });

  test('tells what one before it that was cut off has begun to put right, whether it has something to do or not', async () => {
    await deploy();
    const begun = new BegunRepairs(stacks.out, 'kafka');
    const repair = (stack: string): Promise<void> =>
      begun.note(stack, [{ address: 'terraform_data.one', was: 'gone', attributes: [] }], []);
    await Promise.all([repair('resources'), repair('console')]);
    declare('console', 'b');
    const deployment = await deploy();
    const gone = { address: 'terraform_data.one', was: 'gone', attributes: [] };
    expect(await deployment.takeRepairs()).toEqual([gone, gone]);
    expect(await deployment.takeRepairs()).toEqual([]);
  });

  test('leaves time for something else once the provider waits in a plan, which it does for seconds', async () => {
    await deploy();
    const waiting = deployer();
    jest.spyOn(Terraform.prototype, 'looksAt').mockImplementation(function (this: Terraform) {
      return this.stack === 'base';
    });
    let goOn = (): void => undefined;
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    jest.spyOn(Terraform.prototype, 'plan').mockImplementation(async function (this: Terraform, _, options) {
      if (this.stack === 'base') {
        options?.onRefresh?.();
        await waits;
      }
      return { stack: this.stack, file: '', planned: new Map(), drifted: new Set(), changes: false };
    });
    let ended = false;
    const planning = waiting.planAhead().then(() => {
      ended = true;
    });
    await waiting.idle;
    expect(ended).toBe(false);
    goOn();
    await planning;
  });

  test('leaves time for something else when its plans have ended, also where none can be made', async () => {
    const planned = deployer();
    await planned.planAhead();
    await expect(planned.idle).resolves.toBeUndefined();
    const failed = deployer(undefined, undefined, () => Promise.reject(new Error('no certificate')));
    await expect(failed.planAhead()).rejects.toThrow('no certificate');
    await expect(failed.idle).resolves.toBeUndefined();
    const refused = deployer(() => Promise.reject(new Error('no engine')));
    await expect(refused.planAhead()).rejects.toThrow('no engine');
    await expect(refused.idle).resolves.toBeUndefined();
  });

  test('leaves no plan behind', async () => {
    const deployment = await deploy();
    await deployment.forgetPlans();
    expect(readdirSync(join(stacks.out, 'plans'))).toEqual([]);
  });
});
