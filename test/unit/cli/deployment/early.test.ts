import { Early } from '../../../../cli/deployment/early';

describe('work that is begun early', () => {
  test('is done once, and its result is there for whoever asks', async () => {
    const early = new Early();
    let begun = 0;
    const result = early.begin(() => Promise.resolve(++begun));
    expect([await result(), await result(), begun]).toEqual([1, 1, 1]);
  });

  test('fails where it is asked for, and not where nobody asks', async () => {
    const early = new Early();
    const result = early.begin(() => Promise.reject(new Error('no engine')));
    await early.ended();
    await expect(result()).rejects.toThrow('no engine');
  });

  test('has ended, all of it, when its end was awaited', async () => {
    const early = new Early();
    const ends: string[] = [];
    let finish: () => void = () => undefined;
    early.begin(() => Promise.reject(new Error('first')));
    early.begin(async () => {
      await new Promise<void>((done) => (finish = done));
      ends.push('second');
    });
    const ended = early.ended().then(() => ends.push('awaited'));
    finish();
    await ended;
    expect(ends).toEqual(['second', 'awaited']);
  });
});
