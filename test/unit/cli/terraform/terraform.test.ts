import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TerraformEvent } from '../../../../cli/terraform/events';
import { lossesIn } from '../../../../cli/guard/loss';
import { countOf, total } from '../../../../cli/terraform/change-count';
import { Terraform } from '../../../../cli/terraform/terraform';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

let stacks: TerraformStacks;
let terraform: Terraform;

beforeEach(() => {
  stacks = new TerraformStacks();
  terraform = new Terraform(stacks.workspace, 'stack');
});
afterEach(() => {
  stacks.remove();
});

function declare(resources: Readonly<Record<string, object>>, more: object = {}): void {
  stacks.declare('stack', resources, more);
}

/** Plans and applies; what Terraform told. */
async function apply(): Promise<readonly TerraformEvent[]> {
  const events: TerraformEvent[] = [];
  await terraform.apply(await terraform.plan(), (event) => events.push(event));
  return events;
}

describe('A stack', () => {
  test('is planned once, and what is applied is that plan, whatever has been declared since', async () => {
    declare({ one: { input: 'a' }, two: { input: 'b' } });
    const plan = await terraform.plan();
    expect(Object.fromEntries(plan.planned)).toEqual({
      'terraform_data.one': 'create',
      'terraform_data.two': 'create',
    });
    expect(plan.changes).toBe(true);
    declare({ other: {} });
    const events: TerraformEvent[] = [];
    await terraform.apply(plan, (event) => events.push(event));
    expect(total(events.map(countOf))).toEqual({ added: 2, changed: 0, destroyed: 0 });
    await expect(terraform.addresses()).resolves.toEqual(['terraform_data.one', 'terraform_data.two']);
  });

  test('has an empty plan when nothing has changed', async () => {
    declare({ one: { input: 'a' } });
    await apply();
    await expect(terraform.plan()).resolves.toMatchObject({ changes: false, planned: new Map() });
  });

  test('has another state after every change, and the same after a plan', async () => {
    declare({ one: { input: 'a' } });
    expect(await terraform.stateVersion()).toBe('none');
    await apply();
    const first = await terraform.stateVersion();
    expect(first).toMatch(/^[0-9a-f-]{36} \d+$/);
    await terraform.plan();
    expect(await terraform.stateVersion()).toBe(first);
    declare({ one: { input: 'b' } });
    await apply();
    expect(await terraform.stateVersion()).not.toBe(first);
  });

  test('has a state of its own, too, where that lies in its folder', async () => {
    const terraformBlock = { backend: { local: { path: 'own.tfstate' } } };
    declare({ one: {} }, { terraform: terraformBlock });
    await apply();
    expect(await terraform.stateVersion()).toMatch(/^[0-9a-f-]{36} \d+$/);
  });

  test('has a plan to apply when an address moves alone, which touches nothing', async () => {
    declare({ one: {} });
    await apply();
    declare({ two: {} }, { moved: [{ from: 'terraform_data.one', to: 'terraform_data.two' }] });
    const plan = await terraform.plan();
    expect(plan.changes).toBe(true);
    expect(lossesIn('stack', await terraform.resourceChanges(plan))).toEqual([]);
    await terraform.apply(plan, () => undefined);
    await expect(terraform.addresses()).resolves.toEqual(['terraform_data.two']);
  });

  test('is forced to what it declares of it, and to nothing else', async () => {
    const forced = {
      replace: ['kafka-keytool'],
      logins: ['kafka-user1-SCRAM-SHA-512'],
      variables: { 'kafka-renew': 'admin', other: 'unknown' },
    };
    declare({ one: { input: '${var.kafka-renew}' } }, { variable: { 'kafka-renew': { default: '' } } });
    await apply();
    const plan = await terraform.plan([], { forced });
    expect(Object.fromEntries(plan.planned)).toEqual({ 'terraform_data.one': 'update' });
    expect(await terraform.show(plan)).toContain('"" -> "admin"');
    const addresses = ['terraform_data.one', 'terraform_data.two', 'docker_container.one', 'one'];
    expect(addresses.filter((address) => terraform.declares(address))).toEqual(['terraform_data.one']);
  });

  test('counts what is replaced as added and destroyed, as Terraform does', async () => {
    declare({ one: { triggers_replace: ['a'] }, two: { input: 'a' }, three: {} });
    await apply();
    declare({ one: { triggers_replace: ['b'] }, two: { input: 'b' } });
    expect(total((await apply()).map(countOf))).toEqual({ added: 1, changed: 1, destroyed: 2 });
  });

  test('shows its plan to people, and forgets it when asked', async () => {
    declare({ one: { input: 'a' } });
    const plan = await terraform.plan();
    expect(await terraform.show(plan)).toContain('# terraform_data.one will be created');
    expect(statSync(join(stacks.out, 'plans')).mode & 0o777).toBe(0o700);
    await terraform.forgetPlan(plan);
    expect(existsSync(plan.file)).toBe(false);
  });

  test('keeps its plan beside those of other processes, and takes away what a killed one has left', async () => {
    declare({ one: {} });
    const { file } = await terraform.plan();
    const of = (stack: string, pid: number): string => join(stacks.out, 'plans', `${stack}.${pid}.tfplan`);
    for (const other of [of('stack', process.ppid), of('stack', 2 ** 30), of('another-stack', 2 ** 30)]) {
      writeFileSync(other, '');
    }
    await terraform.plan();
    expect(readdirSync(join(stacks.out, 'plans')).sort()).toEqual(
      [file, of('stack', process.ppid), of('another-stack', 2 ** 30)].map((each) => basename(each)).sort(),
    );
  });

  test('gets the passwords for its plan, and again for the plan that was kept, which does not hold them', async () => {
    declare(
      {
        one: {
          input: 'a',
          provisioner: [
            {
              'local-exec': {
                command: 'test "$SECRET" = "of no consequence"',
                environment: { SECRET: '${var.passwords["user1"]}' },
              },
            },
          ],
        },
      },
      { variable: { passwords: { type: 'map(string)', ephemeral: true, sensitive: true } } },
    );
    const plan = await terraform.plan();
    expect(readFileSync(plan.file).includes('of no consequence')).toBe(false);
    await terraform.apply(plan, () => undefined);
    expect(readFileSync(join(stacks.out, 'terraform.stack.tfstate'), 'utf8')).not.toContain('of no consequence');
  });

  test('fails with Terraform’s own words for each resource that failed, and with where it stands', async () => {
    declare({
      one: { provisioner: [{ 'local-exec': { command: 'echo unlucky; exit 3' } }] },
      two: { provisioner: [{ 'local-exec': { command: 'exit 4' } }] },
      three: {},
    });
    const failed = apply();
    await expect(failed).rejects.toThrow(
      /^\[TerraformFailed\] terraform_data\.one of stack: local-exec provisioner error; mend this .*\n(.*\n)*.*exit status 3/m,
    );
    await expect(failed).rejects.toThrow(/^\[TerraformFailed\] terraform_data\.two of stack: /m);
    await expect(terraform.addresses()).resolves.toContain('terraform_data.three');
  });

  test('fails to be planned when a declaration keeps what it would destroy, and says so', async () => {
    declare({ one: { triggers_replace: ['a'], lifecycle: { prevent_destroy: true } } });
    await apply();
    declare({ one: { triggers_replace: ['b'], lifecycle: { prevent_destroy: true } } });
    await expect(terraform.plan()).rejects.toThrow(
      /\[TerraformFailed\] stack: Instance cannot be destroyed; .*\n {2}\| Resource terraform_data\.one has lifecycle\.prevent_destroy set/,
    );
  });

  test('is destroyed in part, or whole', async () => {
    declare({ one: {}, two: {}, three: {} });
    await apply();
    await terraform.destroy(['terraform_data.one'], () => undefined);
    await expect(terraform.addresses()).resolves.toEqual(['terraform_data.three', 'terraform_data.two']);
    await terraform.destroy([], () => undefined);
    await expect(terraform.addresses()).resolves.toEqual([]);
  });
});

describe('What a state knows', () => {
  test('is nothing where there is none', async () => {
    declare({ one: {} });
    await expect(terraform.addresses()).resolves.toEqual([]);
  });

  test('is told by Terraform where its workspace is another one, and by the file otherwise', async () => {
    declare({ one: {} });
    await apply();
    const file = join(stacks.out, 'terraform.stack.tfstate');
    await expect(terraform.addresses()).resolves.toEqual(['terraform_data.one']);
    mkdirSync(join(stacks.out, 'stack', '.terraform'), { recursive: true });
    writeFileSync(join(stacks.out, 'stack', '.terraform', 'environment'), 'other');
    await expect(terraform.addresses()).resolves.toEqual([]);
    rmSync(join(stacks.out, 'stack', '.terraform', 'environment'));
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"one"', '"renamed"'));
    await expect(terraform.addresses()).resolves.toEqual(['terraform_data.renamed']);
  });

  test('fails to be told when Terraform cannot read it', async () => {
    declare({ one: {} });
    await apply();
    writeFileSync(join(stacks.out, 'terraform.stack.tfstate'), '{"version": 99}');
    await expect(terraform.addresses()).rejects.toThrow(/\[CommandFailed\].*state/s);
  });

  test('fails where it names providers by the registry of another program, with the command that takes it over', async () => {
    declare({ one: {} });
    await apply();
    const file = join(stacks.out, 'terraform.stack.tfstate');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { readonly resources: object[] };
    const provider = 'provider["elsewhere.invalid/of-nobody/docker"]';
    const instances = [{ schema_version: 0, attributes: { id: 'a' }, sensitive_attributes: [] }];
    state.resources.push({ mode: 'managed', type: 'docker_volume', name: 'a', provider, instances });
    writeFileSync(file, JSON.stringify(state));
    rmSync(join(stacks.out, 'stack', '.terraform'), { recursive: true });
    terraform = new Terraform(stacks.workspace, 'stack');
    await expect(terraform.plan()).rejects.toThrow(
      new RegExp(
        `\\[ProviderElsewhere\\] stack: .*got elsewhere.invalid/of-nobody/docker.*-chdir=${join(stacks.out, 'stack')} ` +
          'state replace-provider -auto-approve elsewhere.invalid/of-nobody/docker of-nobody/docker',
      ),
    );
  });

  test('is forgotten with a cluster that is gone', async () => {
    declare({ one: {}, two: {} });
    await apply();
    await terraform.forget();
    await expect(terraform.addresses()).resolves.toEqual([]);
  });
});
