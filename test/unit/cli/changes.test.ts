import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changing, deploying, isUnfinished, refuseAmidChange } from '../../../cli/changes';

let workspace: { readonly out: string; readonly clusterName: string };
beforeEach(() => {
  workspace = { out: mkdtempSync(join(tmpdir(), 'changes-')), clusterName: 'kafka' };
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(workspace.out, { recursive: true });
});

describe('A deployment', () => {
  test('counts as unfinished while it is under way, and no longer when it has ended well', async () => {
    expect(isUnfinished(workspace)).toBe(false);
    await deploying(workspace, () => {
      expect(isUnfinished(workspace)).toBe(true);
      expect(isUnfinished({ ...workspace, clusterName: 'other' })).toBe(false);
      return Promise.resolve();
    });
    expect(isUnfinished(workspace)).toBe(false);
  });

  test('that fails counts as unfinished until one has ended well', async () => {
    await expect(deploying(workspace, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(isUnfinished(workspace)).toBe(true);
    await deploying(workspace, () => Promise.resolve());
    expect(isUnfinished(workspace)).toBe(false);
  });
});

test('Of two changes in one checkout, the second says that it waits, and begins when the first has ended', async () => {
  const said = jest.spyOn(process.stdout, 'write');
  const events: string[] = [];
  let first = Promise.resolve();
  await new Promise<void>((begun) => {
    first = changing(workspace, async () => {
      events.push('first begins');
      await new Promise<void>((end) => {
        said.mockImplementation((text) => {
          expect(text).toContain('is under way: awaiting its end');
          end();
          return true;
        });
        begun();
      });
      events.push('first ends');
    });
  });
  const second = changing({ ...workspace, clusterName: 'other' }, () => {
    events.push('second');
    return Promise.resolve();
  });
  await Promise.all([first, second]);
  expect(said).toHaveBeenCalledTimes(1);
  expect(events).toEqual(['first begins', 'first ends', 'second']);
});

test('A proof fails to begin amid a change, and begins after it', async () => {
  await refuseAmidChange(workspace);
  await changing(workspace, async () => {
    await expect(refuseAmidChange(workspace)).rejects.toThrow('[ChangeUnderWay] cluster kafka');
  });
  await refuseAmidChange(workspace);
});
