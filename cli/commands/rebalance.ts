import { type MovingEnvironment, moveCopies, settle } from '../../rollout/moving/moving';
import { say } from '../../runtime/process/terminal';
import { settled } from '../settled';

/**
 * Spreads all copies over the brokers that are declared, and has each partition led by the first of its brokers.
 *
 * @param clients folder for the users' files
 */
export async function rebalance(environment: MovingEnvironment, clients: string): Promise<number> {
  await settled(environment.manifest, clients);
  say(`Moved: ${await moveCopies(environment, 'all')}`);
  say(`Set right: ${await settle(environment)}`);
  return 0;
}
