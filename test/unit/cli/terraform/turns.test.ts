import { Turns } from '../../../../cli/terraform/turns';

test('Work that is asked for at once is done one after another, also after some of it has failed', async () => {
  const turns = new Turns();
  const told: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    told.push(`${name} begins`);
    await Promise.resolve();
    told.push(`${name} ends`);
    if (name === 'second') {
      throw new Error('failed');
    }
    return name;
  };
  const all = ['first', 'second', 'third'].map((name) => turns.take(work(name)));
  await expect(Promise.allSettled(all)).resolves.toMatchObject([
    { value: 'first' },
    { status: 'rejected' },
    { value: 'third' },
  ]);
  expect(told).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
