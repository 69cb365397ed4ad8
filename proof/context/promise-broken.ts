import { OperationError } from '../../model/violation';
import { TimedOut } from '../../runtime/wait';

/** The cluster was given its time and did not do what it promises, as opposed to: the proof could not find out. */
export class PromiseBroken extends OperationError {
  public override readonly name = 'PromiseBroken';
}

/** Runs a wait for something that the cluster promises: when its time is up, the promise is broken. */
export async function promised<T>(wait: Promise<T>): Promise<T> {
  try {
    return await wait;
  } catch (error) {
    throw error instanceof TimedOut ? new PromiseBroken(...error.violations) : error;
  }
}
