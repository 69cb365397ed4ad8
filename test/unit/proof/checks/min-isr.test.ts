import { controlViolations, refusalViolations } from '../../../../proof/checks/min-isr';
import type { SendOutcome, Send } from '../../../../proof/verification/delivery-verifier';

const send = (outcome: SendOutcome, reason?: string): Send => ({
  ...{ partition: 0, value: 'v', outcome, at: 0 },
  ...(reason !== undefined && { reason }),
});

const refused = send('failed', 'NOT_ENOUGH_REPLICAS');

const appended = send('unknown', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND');

const acknowledged = send('acknowledged');

describe('sends below min.insync.replicas', () => {
  const topic = { topic: 't', kept: 1, minInsyncReplicas: 2 };

  test('pass when each was refused, before or after the append', () => {
    expect(refusalViolations([refused, appended], topic)).toEqual([]);
  });

  test('fail when a single one was acknowledged', () => {
    expect(refusalViolations([refused, acknowledged], topic)).toMatchObject([
      { code: 'SendAcknowledgedBelowMinIsr', value: '1 of 2 sends acknowledged, with min.insync.replicas 2' },
    ]);
  });

  test('fail to say anything when those before or after were refused as well, or never made', () => {
    expect(controlViolations('t', [acknowledged], [acknowledged])).toEqual([]);
    expect(controlViolations('t', [acknowledged, refused], [])).toMatchObject([
      { code: 'SendNotAcknowledged', value: '1 acknowledged, 1 NOT_ENOUGH_REPLICAS' },
      { code: 'SendNotAcknowledged', value: 'nothing sent' },
    ]);
  });
});
