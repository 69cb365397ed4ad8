import { Duration } from '../model/units/duration';
import { bounded } from '../runtime/wait';

/** Longer than a busy engine takes for a word. */
const WITHIN = Duration.minutes(2);

/**
 * What an engine answers a gate: Terraform waits for that as long as it takes, and an engine that hangs would hold it for ever.
 *
 * @param within longer where more than one thing is asked
 */
export const answered = <T>(awaiting: string, request: Promise<T>, within = WITHIN): Promise<T> =>
  bounded(request, { within, awaiting });
