import { Duration } from '../../../../model/units/duration';
import { CleanupStack } from '../../../../proof/context/cleanup-stack';

describe('what has to be undone', () => {
  test('is undone in reverse order', async () => {
    const cleanup = new CleanupStack();
    const done: string[] = [];
    for (const name of ['topic', 'broker']) {
      cleanup.push(name, async () => {
        done.push(await Promise.resolve(name));
      });
    }
    expect(await cleanup.runAll()).toEqual([]);
    expect(done).toEqual(['broker', 'topic']);
  });

  test('is not undone again when it was undone in time', async () => {
    const cleanup = new CleanupStack();
    const run = jest.fn(() => Promise.resolve());
    const now = cleanup.push('topic', run);
    await now();
    await now();
    await cleanup.runAll();
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('is tried once more at the end when it failed in time', async () => {
    const cleanup = new CleanupStack();
    const run = jest.fn<Promise<void>, []>().mockRejectedValueOnce(new Error('not yet')).mockResolvedValue(undefined);
    const now = cleanup.push('topic', run);
    await expect(now()).rejects.toThrow('not yet');
    expect(await cleanup.runAll()).toEqual([]);
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('fails by itself, and does not keep the rest from being undone', async () => {
    const cleanup = new CleanupStack();
    const first = jest.fn(() => Promise.resolve());
    cleanup.push('topic removed', first);
    cleanup.push('broker 1 running again', () => Promise.reject(new Error('no such container')));
    cleanup.push('the load stopped', () => new Promise<void>(() => undefined), Duration.milliseconds(20));
    expect(await cleanup.runAll()).toMatchObject([
      { code: 'ChangeNotUndone', subject: 'the load stopped' },
      { code: 'ChangeNotUndone', subject: 'broker 1 running again', value: 'no such container' },
    ]);
    expect(first).toHaveBeenCalledTimes(1);
  });

  test('fails to be noted once the undoing has begun, and is undone at once all the same', async () => {
    const cleanup = new CleanupStack();
    const late = jest.fn(() => Promise.reject(new Error('no such topic')));
    cleanup.push('topic removed', () => {
      expect(() => cleanup.push('rules removed', late)).toThrow('[CleanupEnded] rules removed');
      return Promise.resolve();
    });
    expect(await cleanup.runAll()).toEqual([]);
    expect(() => cleanup.push('user removed', late)).toThrow('[CleanupEnded] user removed');
    expect(late).toHaveBeenCalledTimes(2);
  });
});
