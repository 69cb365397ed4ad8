import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import { bounded, explain } from '../wait';

/**
 * What a broker logs whose way to the controller has ended. Where the controller is another kind of server than before, it makes the connection of each
 * channel anew, and Kafka 3.9 has two of these share what they count: when both are made at once, one may fail, and its thread ends for good.
 */
const ENDED = /-to-controller-(?:alter-partition|forwarding)-channel-manager\]: Error due to/;

/** What an engine's clock, by which a log is told, may be behind this machine's. */
const BEHIND = 60_000;

/** How long what was looked up holds: a log that is read twice a second costs a busy engine more than the wait does. */
const HOLDS = 5_000;

/** A long one takes seconds. */
const READ = Duration.minutes(2);

/** Whether brokers have lost their way to the controller, as their logs say: no request tells of it, and no metric. */
export class ControllerChannels {
  readonly #seen = new Map<string, { readonly isLost: boolean; readonly at: number }>();

  /**
   * @param started when the container was started last, as the engine tells: what was lost before is found again then
   * @param now when that is, in milliseconds
   */
  public async isLost(
    engine: { readonly getContainer: (id: string) => Pick<Docker.Container, 'logs'> },
    container: string,
    started: string,
    now = Date.now(),
  ): Promise<boolean> {
    const start = `${container} ${started}`;
    const before = this.#seen.get(start);
    if (before !== undefined && (before.isLost || now - before.at < HOLDS)) {
      return before.isLost;
    }
    const isLost = await this.look(
      engine.getContainer(container),
      // All of it, where the engine doesn't tell of a start.
      before === undefined ? Date.parse(started) || 0 : before.at - BEHIND,
    );
    this.#seen.set(start, { isLost, at: now });
    return isLost;
  }

  private async look(container: Pick<Docker.Container, 'logs'>, since: number): Promise<boolean> {
    try {
      const from = Math.max(0, Math.floor(since / 1_000));
      const log = await bounded(container.logs({ stdout: true, stderr: true, follow: false, since: from }), {
        within: READ,
        awaiting: 'a broker’s log',
      });
      return ENDED.test(log.toString('latin1'));
    } catch (error) {
      // Some log drivers can't be read from, and a container may have gone.
      explain(error);
      return false;
    }
  }
}
