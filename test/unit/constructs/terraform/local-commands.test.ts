import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Terraform } from '../../../../cli/terraform/terraform';
import { localCommands } from '../../../../constructs/terraform/local-commands';
import { DataResource } from '../../../../constructs/terraform/resources';
import { Duration } from '../../../../model/units/duration';
import { parseJson } from '../../../../runtime/files/required-file';
import { until } from '../../../../runtime/wait';
import { synthesize } from '../../fixtures/synth';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

jest.setTimeout(600_000);

const WITHIN = Duration.minutes(5);
const STACK = 'stack';

let stacks: TerraformStacks;
let terraform: Terraform;
/** Holds the commands as long as it is there. */
let hold: string;
beforeEach(() => {
  stacks = new TerraformStacks();
  terraform = new Terraform(stacks.workspace, STACK);
  hold = at('hold');
});
afterEach(() => {
  stacks.remove();
});

const at = (name: string): string => path.join(stacks.out, name);
const linesOf = (name: string): readonly string[] =>
  existsSync(at(name)) ? readFileSync(at(name), 'utf8').trim().split('\n') : [];

/** Declares commands of which the first is held, and something else that is done when that has begun. */
function declare(version: string): void {
  const { resource } = synthesize({}, (scope) => {
    localCommands(scope, 'commands', {
      name: 'commands',
      commands: [
        `echo $$ >> '${at('begun')}'; while [ -e '${hold}' ]; do sleep 0.2; done; echo ${version} >> '${at('first')}'`,
        `echo ${version} >> '${at('last')}'`,
      ],
      triggers: { version },
    });
    new DataResource(scope, 'other', {
      triggersReplace: { version },
      provisioners: [
        {
          type: 'local-exec',
          command: `until [ -s '${at('begun')}' ] || [ ! -d '${stacks.out}' ]; do sleep 0.2; done`,
        },
      ],
    }).overrideLogicalId('other');
  }).resources;
  stacks.declare(STACK, resource['terraform_data'] ?? {});
}

const apply = async (): Promise<void> => {
  await terraform.apply(await terraform.plan(), () => undefined);
};

/** Kills an apply when the commands have begun, and are written down as run, and the shell that they run in. */
async function applyUntilKilled(version: string): Promise<void> {
  writeFileSync(hold, '');
  rmSync(at('begun'), { force: true });
  const applied = apply().then(
    () => 'ended',
    () => 'killed',
  );
  await until(
    () => linesOf('begun').length > 0 && ['commands', 'other'].every((name) => recorded(version).includes(name)),
    { within: WITHIN, awaiting: 'a state that is written meanwhile' },
  );
  TerraformStacks.kill();
  expect(await applied).toBe('killed');
  linesOf('begun').forEach((shell) => process.kill(Number(shell), 'SIGKILL'));
  rmSync(hold);
}

interface Instance {
  readonly attributes: { readonly triggers_replace?: { readonly value: { readonly version?: string } } | null };
}

/** Names of what the state has of a version, where it is whole. */
function recorded(version: string): readonly string[] {
  const file = at(`terraform.${STACK}.tfstate`);
  const state = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  const { resources = [] } = (state ?? {}) as {
    readonly resources?: readonly { readonly name: string; readonly instances: readonly Instance[] }[];
  };
  return resources
    .filter(({ instances }) =>
      instances.some(({ attributes }) => attributes.triggers_replace?.value.version === version),
    )
    .map(({ name }) => name);
}

test('commands run to their end in the next apply, when Terraform was killed in their course and has them down as run', async () => {
  declare('1');
  await applyUntilKilled('1');
  // What is not made again.
  expect(await terraform.addresses()).toEqual(['terraform_data.commands', 'terraform_data.other']);
  expect([linesOf('first'), linesOf('last')]).toEqual([[], []]);
  await apply();
  expect([linesOf('first'), linesOf('last')]).toEqual([['1'], ['1']]);
  await expect(terraform.plan()).resolves.toMatchObject({ changes: false });
});

test('so they do when they have run before, and are asked for anew', async () => {
  declare('1');
  await apply();
  expect([linesOf('first'), linesOf('last')]).toEqual([
    ['1', '1'],
    ['1', '1'],
  ]);
  declare('2');
  await applyUntilKilled('2');
  await apply();
  expect(linesOf('last').slice(2)).toEqual(['2']);
  await expect(terraform.plan()).resolves.toMatchObject({ changes: false });
});
