import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changing, mendStates } from '../../../../cli/changes';
import { StateCopies } from '../../../../cli/terraform/state-copies';
import { Terraform } from '../../../../cli/terraform/terraform';
import { Duration } from '../../../../model/units/duration';
import { until } from '../../../../runtime/wait';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

jest.setTimeout(600_000);

const WAIT = { within: Duration.minutes(5), awaiting: 'the copy' };

const CLI = path.join(__dirname, '..', '..', '..', '..', 'cli');

let out: string;
let file: string;
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), 'state-copies-'));
  file = path.join(out, 'terraform.base.tfstate');
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(out, { recursive: true });
});

const state = (serial: number): string =>
  JSON.stringify({ version: 4, serial, lineage: 'of no consequence', resources: [] });
const serialIn = (text: string): unknown => (JSON.parse(text) as { readonly serial: unknown }).serial;
/** Whole ones: who was killed may have begun another. */
const copies = (folder = out): readonly string[] => {
  const states = path.join(folder, 'states');
  const names = existsSync(states) ? readdirSync(states) : [];
  return names.filter((name) => name.endsWith('.copy')).map((name) => path.join(states, name));
};
/** Terraform lists all that it is about to make, too: without an instance. */
const madeIn = (copy: string): number => {
  const kept = JSON.parse(readFileSync(copy, 'utf8')) as { readonly state: string };
  const { resources } = JSON.parse(kept.state) as {
    readonly resources: readonly { readonly instances: readonly unknown[] }[];
  };
  return resources.filter(({ instances }) => instances.length > 0).length;
};

/** What a process leaves that is killed, with the Terraform that it has started, while that has written so much of its next state. */
async function killedAt(written: string): Promise<void> {
  const program = `
    const { StateCopies } = require(${JSON.stringify(path.join(CLI, 'terraform', 'state-copies'))});
    const { writeFileSync } = require('node:fs');
    void new StateCopies(${JSON.stringify(out)}).during(${JSON.stringify(file)}, async () => {
      for await (const chunk of process.stdin) {
        writeFileSync(${JSON.stringify(file)}, chunk);
        process.stdout.write('written');
      }
    });`;
  const child = spawn(process.execPath, ['--require', path.join(CLI, 'typescript.js'), '--eval', program]);
  const write = async (text: string): Promise<void> => {
    child.stdin.write(text);
    await once(child.stdout, 'data');
  };
  for (const serial of [1, 2, 3]) {
    await write(state(serial));
    await until(() => copies().some((copy) => readFileSync(copy, 'utf8').includes(`\\"serial\\":${serial}`)), WAIT);
  }
  writeFileSync(file, written);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('A state in a file', () => {
  test.each(['', '{', state(4).slice(0, -1)])(
    'is as it last was whole for the next change, when a kill has left %j of it',
    async (left) => {
      await killedAt(left);
      const seen = await changing({ out, clusterName: 'kafka' }, () => Promise.resolve(readFileSync(file, 'utf8')));
      expect(serialIn(seen)).toBe(3);
      expect(copies()).toEqual([]);
    },
  );

  test('is so for whoever only looks, too, unless a change goes on', async () => {
    await killedAt('');
    const checkout = { out, clusterName: 'kafka' };
    await changing(checkout, async () => {
      writeFileSync(file, '');
      await new StateCopies(out).during(file, async () => {
        await mendStates(checkout);
        expect(readFileSync(file, 'utf8')).toBe('');
        writeFileSync(file, state(7));
      });
    });
    await mendStates(checkout);
    expect(serialIn(readFileSync(file, 'utf8'))).toBe(7);
    await killedAt('');
    await mendStates(checkout);
    expect(serialIn(readFileSync(file, 'utf8'))).toBe(3);
  });

  test('keeps who may read it', async () => {
    writeFileSync(file, state(0), { mode: 0o640 });
    await killedAt('');
    expect(copies().map((copy) => statSync(copy).mode & 0o777)).toEqual([0o600]);
    await new StateCopies(out).restore();
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('stays what it is where it is whole, or was taken away', async () => {
    await killedAt(state(9));
    expect(await new StateCopies(out).restore()).toEqual([]);
    expect(serialIn(readFileSync(file, 'utf8'))).toBe(9);
    await killedAt('');
    rmSync(file);
    expect(await new StateCopies(out).restore()).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  test('stays where it is whole also on a machine that keeps each look at it waiting', async () => {
    await killedAt(state(9));
    const held = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100));
    try {
      expect(await new StateCopies(out).restore()).toEqual([]);
    } finally {
      clearInterval(held);
    }
    expect(serialIn(readFileSync(file, 'utf8'))).toBe(9);
  });

  test('has no copy when a change has ended, well or not', async () => {
    const states = new StateCopies(out);
    await states.during(file, () => {
      writeFileSync(file, state(1));
      return Promise.resolve();
    });
    await expect(states.during(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await states.isAny()).toBe(false);
    expect(serialIn(readFileSync(file, 'utf8'))).toBe(1);
  });
});

test('a Terraform that is killed while it writes its state leaves what was copied of it, and the next one makes the rest', async () => {
  const stacks = new TerraformStacks();
  const hold = path.join(stacks.out, 'hold');
  try {
    const names = Array.from({ length: 60 }, (_, index) => `of-${index}`);
    // One is not begun before it is let: else all might be there before anyone is killed. What it waits for may be
    // recorded as made by then, as a provisioner runs after that.
    const command = `while [ -e '${hold}' ]; do sleep 0.2; done`;
    writeFileSync(hold, '');
    stacks.declare('stack', {
      ...Object.fromEntries(names.map((name) => [name, { input: name.repeat(600) }])),
      hold: { provisioner: [{ 'local-exec': { command } }] },
      held: { depends_on: ['terraform_data.hold'] },
    });
    const terraform = new Terraform(stacks.workspace, 'stack');
    const written = path.join(stacks.out, 'terraform.stack.tfstate');
    const applied = terraform
      .apply(await terraform.plan(), () => undefined)
      .then(
        () => 'ended',
        () => 'killed',
      );
    await until(() => copies(stacks.out).some((copy) => madeIn(copy) >= 30), WAIT);
    // As it is while it is written, if that is still to be seen.
    const end = Date.now() + 2_000;
    while (statSync(written).size > 0 && Date.now() < end);
    TerraformStacks.kill();
    expect(await applied).toBe('killed');
    expect((await terraform.addresses()).length).toBeGreaterThanOrEqual(30);
    rmSync(hold);
    await expect(terraform.plan()).resolves.toMatchObject({ changes: true });
    await terraform.apply(await terraform.plan(), () => undefined);
    expect(await terraform.addresses()).toHaveLength(62);
  } finally {
    stacks.remove();
  }
});
