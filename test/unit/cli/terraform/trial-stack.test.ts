import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrialStack } from '../../../../cli/terraform/trial-stack';
import { Terraform } from '../../../../cli/terraform/terraform';
import { plannedCreations } from '../../../../runtime/terraform/planned-resources';
import { stateWith } from '../../../../runtime/terraform/state-file';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

const RESOURCES = {
  one: { input: 'a', triggers_replace: ['x', 'y'] },
  two: { input: { some: ['${terraform_data.one.id}', true, 3] }, depends_on: ['terraform_data.one'] },
  three: { triggers_replace: { plan: 'digest' }, depends_on: ['terraform_data.two'] },
};

let stacks: TerraformStacks;
let terraform: Terraform;
beforeEach(() => {
  stacks = new TerraformStacks();
  terraform = new Terraform(stacks.workspace, 'stack');
});
afterEach(() => {
  stacks.remove();
});

const stateFile = (): string => join(stacks.out, 'terraform.stack.tfstate');

async function apply(): Promise<void> {
  await terraform.apply(await terraform.plan(), () => undefined);
}

/** A state of all that a plan would make, as if it stood. */
async function stateOfPlan(): Promise<string> {
  const plan = await terraform.plan([], { refresh: false });
  const { resources, terraformVersion } = plannedCreations(await terraform.showJson(plan));
  return stateWith(
    await terraform.pullState(),
    terraformVersion,
    resources.map((planned) => ({ planned, id: `id of ${planned.name}` })),
  );
}

test('a state that was made of a plan has an empty plan, and is the stack’s own when it is pushed', async () => {
  stacks.declare('stack', {
    ...RESOURCES,
    two: { input: { some: [true, 3, 'b'] }, depends_on: ['terraform_data.one'] },
  });
  await apply();
  rmSync(stateFile());
  const trial = await TrialStack.make(stacks.workspace, 'stack', await stateOfPlan());
  await trial.terraform.refresh();
  expect((await trial.terraform.plan()).changes).toBe(false);
  // It was tried beside the stack, which has no state yet.
  expect(existsSync(stateFile())).toBe(false);
  const file = join(stacks.out, 'pushed.tfstate');
  writeFileSync(file, await trial.terraform.pullState());
  await trial.remove();
  expect(readdirSync(stacks.out).filter((name) => name.includes('trial'))).toEqual([]);
  await terraform.pushState(file);
  expect((await terraform.plan()).changes).toBe(false);
  await expect(terraform.addresses()).resolves.toEqual([
    'terraform_data.one',
    'terraform_data.three',
    'terraform_data.two',
  ]);
});

test('what a state knows stays as it is when it takes up more', async () => {
  stacks.declare('stack', { one: RESOURCES.one });
  await apply();
  const before = JSON.parse(await terraform.pullState()) as { lineage: string; serial: number; resources: unknown[] };
  stacks.declare('stack', { one: RESOURCES.one, four: { input: 'd' } });
  const after = JSON.parse(await stateOfPlan()) as typeof before;
  expect(after).toMatchObject({ lineage: before.lineage, serial: before.serial + 1 });
  expect(after.resources).toEqual([...before.resources, expect.objectContaining({ name: 'four' })]);
});

test('what a killed command has left is taken away, and nothing else', async () => {
  stacks.declare('stack', { one: RESOURCES.one });
  // Above any number that a process may have.
  const abandoned = join(stacks.out, 'stack.trial-99999999');
  const other = join(stacks.out, 'stack.trial-of-mine');
  mkdirSync(abandoned);
  mkdirSync(other);
  const trial = await TrialStack.make(stacks.workspace, 'stack', await stateOfPlan());
  expect([existsSync(abandoned), existsSync(other)]).toEqual([false, true]);
  await trial.remove();
});

test('a resource needs what it refers to, what it says that it depends on, and what those need', async () => {
  stacks.declare('stack', RESOURCES);
  const plan = await terraform.plan();
  const { resources } = plannedCreations(await terraform.showJson(plan));
  expect(Object.fromEntries(resources.map(({ name, dependencies }) => [name, dependencies]))).toEqual({
    one: [],
    two: ['terraform_data.one'],
    three: ['terraform_data.one', 'terraform_data.two'],
  });
});

test('a declaration that has changed since has a plan that says so', async () => {
  stacks.declare('stack', { one: RESOURCES.one });
  const state = await stateOfPlan();
  stacks.declare('stack', { one: { ...RESOURCES.one, triggers_replace: ['z'] } });
  const trial = await TrialStack.make(stacks.workspace, 'stack', state);
  const [change] = await trial.terraform.resourceChanges(await trial.terraform.plan());
  expect(change?.change).toMatchObject({ actions: ['delete', 'create'], replace_paths: [['triggers_replace']] });
});

test('fails to take up a state that was changed meanwhile', async () => {
  stacks.declare('stack', { one: RESOURCES.one });
  const file = join(stacks.out, 'pushed.tfstate');
  writeFileSync(file, await stateOfPlan());
  await apply();
  await expect(terraform.pushState(file)).rejects.toThrow(/lineage|serial/);
});

test('fails on a state in a form that is not known here', () => {
  expect(() => stateWith('{"version": 3}', '1.11.4', [])).toThrow(/^\[StateUnreadable\]/);
});
