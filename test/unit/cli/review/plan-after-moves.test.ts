import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { planAfterMoves } from '../../../../cli/review/plan-after-moves';
import { readPlanFile, writePlanFile } from '../../../../cli/review/plan-file';
import { declarationOf, ReviewedPlans } from '../../../../cli/review/reviewed-plans';
import { Terraform } from '../../../../cli/terraform/terraform';
import { factorRefusal } from '../../../../model/moving/factor-refusal';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

let stacks: TerraformStacks;
beforeEach(() => {
  stacks = new TerraformStacks();
});
afterEach(() => {
  stacks.remove();
});

/** A stack with a topic that has two copies of each partition. */
const declare = (factor: number, others: Readonly<Record<string, object>> = {}): void => {
  const postcondition = [
    { condition: `\${self.input == ${factor}}`, error_message: factorRefusal('orders', factor) },
    { condition: '${self.input < 9}', error_message: 'no more than that' },
  ];
  stacks.declare('one', { orders: { input: 2, lifecycle: { ignore_changes: ['input'], postcondition } }, ...others });
};
const terraform = (): Terraform => new Terraform(stacks.workspace, 'one');

async function deployed(): Promise<string> {
  declare(2);
  await terraform().apply(await terraform().plan(), () => undefined);
  declare(3, { more: { input: 'a' } });
  return await terraform().stateVersion();
}

test('what Terraform would do once copies are moved is told before, where it refuses to plan, and nothing is changed', async () => {
  const state = await deployed();
  await expect(terraform().plan()).rejects.toThrow('[CopiesDiffer] topic orders');
  const planned = await planAfterMoves(
    stacks.workspace,
    'one',
    (terraform) => terraform.plan(),
    (_, plan) => Promise.resolve(Object.fromEntries(plan.planned)),
  );
  expect(planned).toEqual({ 'terraform_data.more': 'create' });
  expect(await terraform().stateVersion()).toBe(state);
  expect(readdirSync(stacks.out).filter((name) => name.includes('trial'))).toEqual([]);
  expect(readFileSync(path.join(stacks.out, 'one', 'cdk.tf.json'), 'utf8')).toContain('CopiesDiffer');
});

test('what else a declaration asks of a resource is asked there, too', async () => {
  await deployed();
  const others = {
    more: { input: 10, lifecycle: { postcondition: [{ condition: '${self.input < 9}', error_message: 'No more.' }] } },
  };
  declare(3, others);
  await expect(
    planAfterMoves(
      stacks.workspace,
      'one',
      (terraform) => terraform.plan(),
      () => Promise.resolve(undefined),
    ),
  ).rejects.toThrow('No more.');
});

test('reviewers’ plans have it without a plan to apply, and a later plan may do that and nothing else', async () => {
  const state = await deployed();
  const folder = mkdtempSync(path.join(tmpdir(), 'review-'));
  try {
    const file = path.join(folder, 'kafka.tfplan');
    const workspace = Object.assign(stacks.workspace, { clusterName: 'kafka' });
    const stack = {
      ...{ stack: 'one', changes: true, later: true, planned: { 'terraform_data.more': 'create' }, state },
      declaration: await declarationOf(workspace, 'one'),
    };
    await writePlanFile(file, {
      review: { schema: 1, cluster: 'kafka', stacks: [stack], leaving: [], forgotten: {}, allowed: [] },
      plans: new Map(),
      shown: new Map([['one', '{}']]),
    });
    const reviewed = new ReviewedPlans(workspace, await readPlanFile(file));
    expect(await reviewed.take(['one'])).toEqual([]);
    declare(2, { more: { input: 'a' } });
    reviewed.admit(await terraform().plan());
    declare(2, { more: { input: 'a' }, other: {} });
    const beyond = await terraform().plan();
    expect(() => {
      reviewed.admit(beyond);
    }).toThrow('[PlanExceeded] terraform_data.other of one');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
