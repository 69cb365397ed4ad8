import { availableParallelism, loadavg } from 'node:os';
import { Duration } from '../model/units/duration';

/** Above it nobody waits longer: what has not come about by then is stuck. */
const MOST = 10;

/**
 * How long to wait for what takes less than so many seconds on a machine with time to spare. Where n processes want each processor,
 * everything takes n times as long, and so much longer it is given.
 *
 * @param load processes that want a processor, over the last minute
 */
export function patient(seconds: number, load = loadavg()[0] ?? 0, processors = availableParallelism()): Duration {
  return Duration.seconds(Math.ceil(seconds * Math.min(MOST, Math.max(1, load / processors))));
}
