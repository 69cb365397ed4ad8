import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RolloutState, RolloutStateFile } from '../../../rollout/rollout-state';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'roll-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (run: string): RolloutStateFile => new RolloutStateFile(folder, 'kafka', run);
const read = (file: RolloutStateFile): Promise<RolloutState> =>
  file.change((state) => Promise.resolve({ state, result: state }));
const write = (file: RolloutStateFile, change: Partial<RolloutState>): Promise<void> =>
  file.change((state) => Promise.resolve({ state: { ...state, ...change }, result: undefined }));

describe('the state of a roll-out', () => {
  test('tells one gate of a run what another one wrote', async () => {
    const turn = { server: 'kafka-broker-1', container: 'abc' };
    await write(fileOf('7 since noon'), { turn, waiting: { 'kafka-broker-2': process.pid } });
    expect(await read(fileOf('7 since noon'))).toEqual({
      run: '7 since noon',
      ending: false,
      leaving: [],
      turn,
      waiting: { 'kafka-broker-2': process.pid },
    });
  });

  test('forgets what an earlier run of Terraform left', async () => {
    await write(fileOf('7 since noon'), { ending: true });
    expect((await read(fileOf('8 since noon'))).ending).toBe(false);
  });

  test('forgets a gate whose process has ended', async () => {
    const ended = 2 ** 22 + 1; // Above Linux' highest process number.
    await write(fileOf('7'), { waiting: { 'kafka-broker-1': ended, 'kafka-broker-2': process.pid } });
    expect((await read(fileOf('7'))).waiting).toEqual({ 'kafka-broker-2': process.pid });
  });

  test('takes changes one after the other', async () => {
    const file = fileOf('7');
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        new RolloutStateFile(folder, 'kafka', '7').change((state) =>
          Promise.resolve({
            state: { ...state, waiting: { ...state.waiting, [name]: process.pid } },
            result: undefined,
          }),
        ),
      ),
    );
    expect(Object.keys((await read(file)).waiting).sort()).toEqual(names);
  });
});
