import { Early } from '../../../../cli/deployment/early';
import { Ahead } from '../../../../cli/deployment/ahead';

/** Plans, each with its number, and how often they were made. */
function counted(): { readonly plans: Ahead<number>; readonly made: () => number } {
  let made = 0;
  const plans = new Ahead(() => Promise.resolve(++made));
  return { plans, made: () => made };
}

describe('Plans that are made ahead', () => {
  test('are taken when their turn comes, and not made again', async () => {
    const { plans, made } = counted();
    expect(plans.isBegun).toBe(false);
    plans.begin(new Early());
    expect(plans.isBegun).toBe(true);
    expect(await plans.take()).toBe(1);
    expect(made()).toBe(1);
  });

  test('begin when what comes before them has ended', async () => {
    const { plans, made } = counted();
    let goOn = (): void => undefined;
    const before = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    plans.begin(new Early(), () => before);
    await new Promise(setImmediate);
    expect(made()).toBe(0);
    goOn();
    expect(await plans.take()).toBe(1);
  });

  test('are made anew when something has changed since', async () => {
    const { plans, made } = counted();
    plans.begin(new Early());
    plans.outdate();
    expect(await plans.take()).toBe(2);
    expect(made()).toBe(2);
  });

  test('are made when nobody has begun, and each time after the first', async () => {
    const { plans, made } = counted();
    await plans.take();
    await plans.take();
    expect(made()).toBe(2);
  });

  test('fail when they are taken, and not before', async () => {
    const early = new Early();
    const plans = new Ahead(() => Promise.reject(new Error('no plan')));
    plans.begin(early);
    await early.ended();
    await expect(plans.take()).rejects.toThrow('no plan');
  });
});
