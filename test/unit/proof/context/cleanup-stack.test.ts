import { Undo } from '../../../../proof/context/cleanup-stack';

describe('what has to be undone', () => {
  test('is undone in reverse order', async () => {
    const undo = new Undo();
    const done: string[] = [];
    for (const name of ['topic', 'broker']) {
      undo.note(name, async () => {
        done.push(await Promise.resolve(name));
      });
    }
    expect(await undo.all()).toEqual([]);
    expect(done).toEqual(['broker', 'topic']);
  });

  test('is not undone again when it was undone in time', async () => {
    const undo = new Undo();
    const run = jest.fn(() => Promise.resolve());
    const now = undo.note('topic', run);
    await now();
    await now();
    await undo.all();
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('is tried once more at the end when it failed in time', async () => {
    const undo = new Undo();
    const run = jest.fn<Promise<void>, []>().mockRejectedValueOnce(new Error('not yet')).mockResolvedValue(undefined);
    const now = undo.note('topic', run);
    await expect(now()).rejects.toThrow('not yet');
    expect(await undo.all()).toEqual([]);
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('fails by itself, and does not keep the rest from being undone', async () => {
    const undo = new Undo();
    const first = jest.fn(() => Promise.resolve());
    undo.note('topic removed', first);
    undo.note('broker 1 running again', () => Promise.reject(new Error('no such container')));
    undo.note('the load stopped', () => new Promise<void>(() => undefined), '20ms');
    expect(await undo.all()).toMatchObject([
      { code: 'NotUndone', subject: 'the load stopped' },
      { code: 'NotUndone', subject: 'broker 1 running again', value: 'no such container' },
    ]);
    expect(first).toHaveBeenCalledTimes(1);
  });

  test('fails to be noted once the undoing has begun, and is undone at once all the same', async () => {
    const undo = new Undo();
    const late = jest.fn(() => Promise.reject(new Error('no such topic')));
    undo.note('topic removed', () => {
      expect(() => undo.note('rules removed', late)).toThrow('[UndoneAlready] rules removed');
      return Promise.resolve();
    });
    expect(await undo.all()).toEqual([]);
    expect(() => undo.note('user removed', late)).toThrow('[UndoneAlready] user removed');
    expect(late).toHaveBeenCalledTimes(2);
  });
});
