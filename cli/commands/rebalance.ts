import { type MovingEnvironment, moveCopies, settle } from '../../rollout/moving/moving';
import { say } from '../../runtime/process/terminal';

/** Spreads all copies over the brokers that are declared, and has each partition led by the first of its brokers. */
export async function rebalance(environment: MovingEnvironment): Promise<number> {
  say(`Moved: ${await moveCopies(environment, 'all')}`);
  say(`Set right: ${await settle(environment)}`);
  return 0;
}
