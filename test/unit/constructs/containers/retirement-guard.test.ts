import { spawnSync } from 'node:child_process';
import { synthesize, type SynthesizedStack } from '../../fixtures/synth';

interface Guard {
  readonly depends_on: readonly string[];
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

test('the base holds the names of its volumes and networks, the cluster’s stack those of its servers', () => {
  const names = (stack: SynthesizedStack, ...types: string[]): string[] =>
    types.flatMap((type) => Object.keys(stack.resource[type] ?? {})).sort();
  expect(guards.map(([, guard]) => guard.triggers_replace)).toEqual([
    names(base, 'docker_network', 'docker_volume'),
    names(cluster, 'docker_container'),
  ]);
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
