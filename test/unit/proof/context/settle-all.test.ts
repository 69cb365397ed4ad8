import { settleAll } from '../../../../proof/context/settle-all';

describe('branches of a check', () => {
  test('give their values in their order', async () => {
    expect(await settleAll([Promise.resolve(1), Promise.resolve('two'), 3])).toEqual([1, 'two', 3]);
  });

  test('fail with the first failure once all of them are over', async () => {
    let over = false;
    const slow = new Promise<void>((done) => setTimeout(done, 10)).then(() => {
      over = true;
      throw new Error('the second one');
    });
    await expect(settleAll([slow, Promise.reject(new Error('the first one'))])).rejects.toThrow('the first one');
    expect(over).toBe(true);
  });
});
