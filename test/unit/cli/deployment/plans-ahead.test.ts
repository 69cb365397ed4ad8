import { Early } from '../../../../cli/deployment/early';
import { PlansAhead } from '../../../../cli/deployment/plans-ahead';

/** Plans, and how often they were made. */
function counted(): { readonly plans: PlansAhead; readonly made: () => number } {
  let made = 0;
  const plans = new PlansAhead(() => {
    made++;
    return Promise.resolve();
  });
  return { plans, made: () => made };
}

describe('Plans that are made ahead', () => {
  test('are taken when their turn comes, and not made again', async () => {
    const { plans, made } = counted();
    plans.begin(new Early());
    await plans.take();
    expect(made()).toBe(1);
  });

  test('are made anew when something has changed since', async () => {
    const { plans, made } = counted();
    plans.begin(new Early());
    plans.outdate();
    await plans.take();
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
    const plans = new PlansAhead(() => Promise.reject(new Error('no plan')));
    plans.begin(early);
    await early.ended();
    await expect(plans.take()).rejects.toThrow('no plan');
  });
});
