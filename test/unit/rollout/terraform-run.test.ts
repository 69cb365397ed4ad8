import path from 'node:path';
import { runStandIn } from '../fixtures/terraform-stand-in';
import { type RunName, isSameRun, ownRun, terraformRun } from '../../../rollout/terraform-run';
import { shellCommand } from '../../../model/formats/shell';
import type { ProcessEntry, ProcessTable } from '../../../runtime/process/process-table';

jest.setTimeout(600_000);

const PROJECT = path.join(__dirname, '..', '..', '..');

/** A gate's command that says what it sees. It begins as a user's own may: it is no simple command. */
const probe = (server: string, told: string): string =>
  `cd ${shellCommand(PROJECT)} && ${shellCommand(process.execPath, '--import', 'tsx', 'test/unit/fixtures/run-probe.ts')} --server ${server} ${told}`;

const TOLD = '--terraform "$PPID"';

interface Seen {
  readonly name: RunName;
  readonly arguments: unknown;
  readonly gates: readonly string[];
  readonly removals?: unknown;
  readonly refused?: string;
}

/** What several gates see that one run of Terraform starts, on a machine that has no ps. */
async function seenBy(words: readonly string[], ...told: readonly string[]): Promise<readonly Seen[]> {
  const commands = told.map((option, index) => probe(`kafka-broker-${index + 1}`, option));
  const ended = await runStandIn(words, commands, { PATH: '/nowhere' });
  return ended.map(({ stdout, stderr }) => {
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Seen;
  });
}

describe('the gates of one run', () => {
  test('know each other, whatever Terraform is called; fail where it neither names itself nor bears its name, or did not start them', async () => {
    const [first, second, unnamed, foreign] = await seenBy(
      ['/opt/my tools/infra', 'apply', '-parallelism=3'],
      ...[TOLD, TOLD, '', '--terraform 999999999'],
    );
    expect(first?.name).toEqual(second?.name);
    expect(first).toMatchObject({ arguments: { slots: 3, destroys: false } });
    expect(first?.gates).toContain('kafka-broker-1');
    for (const refused of [unnamed?.refused, foreign?.refused]) {
      expect(refused).toContain('[RunUnknown] gate: must be able to tell which run of Terraform has called it');
    }
    const [next] = await seenBy(['/opt/my tools/infra', 'destroy'], TOLD);
    expect(next?.removals).toBe('all');
    expect(first && next && isSameRun(first.name, next.name)).toBe(false);
  });

  test('know each other by the name of Terraform, where it does not name itself; of a plan that can’t be read they know nothing', async () => {
    const [first, second] = await seenBy(['tofu', 'apply', 'plan'], '', TOLD);
    expect(first?.name).toEqual(second?.name);
    expect(first).toMatchObject({ arguments: { savedPlan: 'plan' } });
    expect(first?.removals).toBeUndefined();
  });
});

describe('where processes are seen', () => {
  const terraform: ProcessEntry = { id: 1, parent: 0, began: 'noon', words: ['terraform', 'apply'] };
  const tableOf = (...entries: readonly ProcessEntry[]): ProcessTable => ({
    space: 'here',
    read: (id) => Promise.resolve(entries.find((entry) => entry.id === id)),
    children: (id) => Promise.resolve(entries.filter(({ parent }) => parent === id)),
    environment: () => Promise.resolve(undefined),
    program: () => ({ file: 'terraform', folder: '.' }),
  });
  const shell: ProcessEntry = { id: process.ppid, parent: 1, began: 'noon', words: ['sh'] };
  const found = (table: ProcessTable | undefined, told?: string): ReturnType<typeof terraformRun> =>
    terraformRun(told, () => Promise.resolve(table));

  test('Terraform may be the first of all, as in a container of its own', async () => {
    const { name } = await found(tableOf(shell, terraform), '1');
    expect(name).toMatchObject({ process: 1, began: 'noon', space: 'here' });
    expect((await found(tableOf(shell, terraform))).name).toEqual(name);
  });

  test('a run is over when its process has ended or its number is another’s, and not where it can’t be looked for', async () => {
    const { isOver, name } = await found(tableOf(shell, terraform), '1');
    expect(await isOver(name)).toBe(false);
    expect(await isOver({ ...name, began: 'morning' })).toBe(true);
    expect(await isOver({ ...name, process: 2 })).toBe(true);
    expect(await isOver({ ...name, process: 2, space: 'another container' })).toBe(false);
  });

  test('gates are known by what Terraform has started, before they speak for themselves', async () => {
    const started = (id: number, ...words: string[]): ProcessEntry => ({ id, parent: 1, began: 'noon', words });
    const { gates } = await found(
      tableOf(
        ...[shell, terraform, started(11, '/opt/terraform-provider-docker')],
        started(12, '/bin/sh', '-c', 'cd x && my-gate --server kafka-broker-1 --terraform "$PPID"'),
        started(13, 'node', 'cli/run.mjs', 'gate', '--server', 'kafka-broker-2'),
        started(14, '/bin/sh', '-c', 'my-gate --open'),
      ),
    );
    expect(await gates()).toEqual(['kafka-broker-1', 'kafka-broker-2']);
  });

  test('a command that takes servers away by itself is a run of its own', async () => {
    const own = await ownRun();
    expect(own.name).toMatchObject({ process: process.pid });
    expect(await own.isOver(own.name)).toBe(false);
    expect(own.arguments).toMatchObject({ destroys: true, isPartial: true });
  });

  test('fails where no processes are to be seen', async () => {
    await expect(ownRun(() => Promise.resolve(undefined))).rejects.toThrow('[RunUnknown]');
    await expect(found(undefined, '1')).rejects.toThrow('[RunUnknown]');
  });
});
