import { tally } from '../../../../proof/workload/send-batch';
import type { SendOutcome, Send } from '../../../../proof/verification/delivery-verifier';

const send = (outcome: SendOutcome, reason?: string): Send => ({
  ...{ partition: 0, value: 'v', outcome, at: 0 },
  ...(reason !== undefined && { reason }),
});

describe('a batch of sends', () => {
  test('is counted by the reasons of its sends', () => {
    expect(
      tally([
        send('failed', 'NOT_ENOUGH_REPLICAS'),
        send('failed', 'NOT_ENOUGH_REPLICAS'),
        send('unknown', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'),
      ]),
    ).toBe('2 NOT_ENOUGH_REPLICAS, 1 NOT_ENOUGH_REPLICAS_AFTER_APPEND');
  });
});
