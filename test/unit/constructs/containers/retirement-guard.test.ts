import { spawnSync } from 'node:child_process';
import { Terraform } from '../../../../cli/terraform/terraform';
import { synthesize, type SynthesizedStack } from '../../fixtures/synth';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

interface Guard {
  readonly depends_on: readonly string[];
  readonly for_each: string;
  readonly triggers_replace: readonly string[];
  readonly provisioner: readonly [{ readonly 'local-exec': LocalExec }];
}

interface LocalExec {
  readonly when: string;
  readonly command: string;
  readonly environment: { readonly LEAVING: string; readonly REMEDY: string };
}

const guardOf = ({ resource }: SynthesizedStack, name: string): Guard =>
  resource['terraform_data']?.[name] as unknown as Guard;

const { base, cluster } = synthesize({ brokers: 2 });
const guards = [
  ['base', guardOf(base, 'dev-base-declared'), base],
  ['cluster', guardOf(cluster, 'dev-cluster-declared'), cluster],
] as const;

test('the base has one for each of its volumes and networks, the cluster’s stack one for each of its servers', () => {
  const names = (stack: SynthesizedStack, ...types: string[]): string =>
    `\${toset(${JSON.stringify(types.flatMap((type) => Object.keys(stack.resource[type] ?? {})).sort())})}`;
  expect(guards.map(([, guard]) => guard.for_each)).toEqual([
    names(base, 'docker_network', 'docker_volume'),
    names(cluster, 'docker_container'),
  ]);
  expect(guards.map(([, guard]) => guard.triggers_replace)).toEqual([['${each.key}'], ['${each.key}']]);
});

test('stays for what is there where an apply fails that brings more, so that the next one is refused what it takes away', async () => {
  const stacks = new TerraformStacks();
  const terraform = new Terraform(stacks.workspace, 'base');
  /** The guard itself, over stand-ins for volumes and networks. */
  const apply = async (brokers: number, more: Readonly<Record<string, object>> = {}): Promise<void> => {
    const { base } = synthesize({ brokers });
    const names = ['docker_volume', 'docker_network'].flatMap((type) => Object.keys(base.resource[type] ?? {}));
    const standIns = { ...Object.fromEntries(names.map((name) => [name, { input: name }])), ...more };
    const depends_on = Object.keys(standIns).map((name) => `terraform_data.${name}`);
    stacks.declare('base', { ...standIns, 'dev-base-declared': { ...guardOf(base, 'dev-base-declared'), depends_on } });
    await terraform.apply(await terraform.plan(), () => undefined);
  };
  try {
    await apply(2);
    const fails = { provisioner: [{ 'local-exec': { command: 'false' } }] };
    await expect(apply(3, { fails })).rejects.toThrow('[TerraformFailed] terraform_data.fails of base: ');
    await expect(apply(1)).rejects.toThrow('[DeclarationShrunk] dev-broker-2-data: ');
    expect(await terraform.addresses()).toContain('terraform_data.dev-broker-2-data');
  } finally {
    stacks.remove();
  }
});

test.each(guards)('in the %s, Terraform destroys it before anything that it stands for', (_, guard, stack) => {
  const others = Object.entries(stack.resource)
    .flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`))
    .filter((address) => !address.endsWith('-declared'));
  expect([...guard.depends_on].sort()).toEqual(others.sort());
  expect(guard.provisioner[0]['local-exec'].when).toBe('destroy');
});

test('names that go are those of the last apply without those that are declared', () => {
  expect(guards[1][1].provisioner[0]['local-exec'].environment.LEAVING).toBe(
    '${join(" ", setsubtract(self.triggers_replace, ["dev-broker-1","dev-broker-2","dev-zookeeper-1","dev-zookeeper-2","dev-zookeeper-3"]))}',
  );
});

describe('Its command', () => {
  const run = (
    environment: Readonly<Record<string, string>>,
  ): { readonly status: number | null; readonly stderr: string } => {
    const { command, environment: own } = guards[0][1].provisioner[0]['local-exec'];
    return spawnSync('/bin/sh', ['-c', command], { env: { ...own, ...environment }, encoding: 'utf8' });
  };

  test('passes when no name goes, as when all is destroyed', () => {
    expect(run({ LEAVING: '' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('fails when a name goes, and says which, and what to run', () => {
    const { status, stderr } = run({ LEAVING: 'dev-broker-3-data' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\[DeclarationShrunk\] dev-broker-3-data: .*run npm run deploy, or npm run retire/);
  });

  test('passes where somebody has opened the gates', () => {
    expect(run({ LEAVING: 'dev-broker-3-data', KAFKA_GATE: 'open' }).status).toBe(0);
  });
});
