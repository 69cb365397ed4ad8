import { MINIMUM, type WantedMinimum } from '../../model/moving/minimum-in-sync';
import { OperationError } from '../../model/violation';
import type { Asking } from '../../runtime/kafka/administrator-connection';
import { askStandingBroker } from '../../runtime/kafka/standing-brokers';
import { changeConfigs, type ConfigChange } from '../../runtime/protocol/alter-configs';
import { messageOf } from '../../runtime/wait';

/** The settings of topics that are to have these minima. */
export const changesFor = (minima: readonly WantedMinimum[]): readonly ConfigChange[] =>
  minima.map(({ topic, value }) => ({ type: 'topic', name: topic, settings: { [MINIMUM]: value?.toString() } }));

/**
 * Gives topics their `min.insync.replicas`, all by one request: Kafka's tool takes one topic, and a Java machine for it.
 *
 * @throws OperationError `MinimaNotSet`
 */
export async function setMinima(asking: Asking, minima: readonly WantedMinimum[]): Promise<void> {
  if (minima.length === 0) {
    return;
  }
  try {
    await askStandingBroker(asking, (frames) => changeConfigs(frames, changesFor(minima)), 'no broker took it');
  } catch (error) {
    throw new OperationError({
      code: 'MinimaNotSet',
      subject: minima.map(({ topic }) => topic).join(', '),
      rule: `must get the ${MINIMUM} that is declared, as copies come or go`,
      value: messageOf(error),
      remedy: 'see that all brokers run, and run this again: it goes on from there',
    });
  }
}
