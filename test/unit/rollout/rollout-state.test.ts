import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RolloutState, RolloutStateFile } from '../../../rollout/rollout-state';
import type { RunName } from '../../../rollout/terraform-run';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'roll-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const runOf = (process: number): RunName => ({ host: 'here', space: 'here', began: 'noon', process });
const fileOf = (process: number, over: readonly number[] = []): RolloutStateFile =>
  new RolloutStateFile(folder, 'kafka', {
    name: runOf(process),
    isOver: (other) => Promise.resolve(over.includes(other.process)),
  });
const read = (file: RolloutStateFile): Promise<RolloutState> =>
  file.change((state) => Promise.resolve({ state, result: state }));
const write = (file: RolloutStateFile, change: Partial<RolloutState>): Promise<void> =>
  file.change((state) => Promise.resolve({ state: { ...state, ...change }, result: undefined }));
const content = (): string => readFileSync(path.join(folder, 'kafka-runs.json'), 'utf8');

describe('the state of a roll-out', () => {
  test('tells one gate of a run what another one wrote', async () => {
    const turn = { server: 'kafka-broker-1', container: 'abc' };
    await write(fileOf(7), { turn, waiting: { 'kafka-broker-2': process.pid } });
    expect(await read(fileOf(7))).toEqual({ leaving: [], turn, waiting: { 'kafka-broker-2': process.pid } });
  });

  test('is another one for another run, and neither takes the other’s away', async () => {
    await write(fileOf(7), { ending: true });
    await write(fileOf(8), { refused: '1' });
    expect(await read(fileOf(8))).toEqual({ leaving: [], waiting: {}, refused: '1' });
    expect((await read(fileOf(7))).ending).toBe(true);
  });

  test('is forgotten with its run', async () => {
    await write(fileOf(7), { ending: true });
    await write(fileOf(8, [7]), { refused: '1' });
    expect(JSON.parse(content())).toMatchObject({ runs: [{ run: { process: 8 } }] });
  });

  test('forgets a gate whose process has ended', async () => {
    const ended = 2 ** 22 + 1; // Above Linux' highest process number.
    await write(fileOf(7), { waiting: { 'kafka-broker-1': ended, 'kafka-broker-2': process.pid } });
    expect((await read(fileOf(7))).waiting).toEqual({ 'kafka-broker-2': process.pid });
  });

  test('fails when it can’t be read, and stays as it is', async () => {
    await write(fileOf(7), { ending: true });
    for (const damaged of ['{"runs": [', '{"runs": [{}]}', '']) {
      writeFileSync(path.join(folder, 'kafka-runs.json'), damaged);
      await expect(write(fileOf(7), { ending: false })).rejects.toThrow('[RolloutStateUnreadable]');
      expect(content()).toBe(damaged);
    }
  });

  test('takes changes one after the other', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        fileOf(7).change((state) =>
          Promise.resolve({
            state: { ...state, waiting: { ...state.waiting, [name]: process.pid } },
            result: undefined,
          }),
        ),
      ),
    );
    expect(Object.keys((await read(fileOf(7))).waiting).sort()).toEqual(names);
  });
});
