import { sendOf, sendsOf } from '../../../../proof/workload/verifiable-producer';

const success = (value: string, partition: number, offset: number) =>
  sendOf({ name: 'producer_send_success', topic: 't', key: '1', value, partition, offset }, 5);

const error = (exception: string, value = '7') =>
  sendOf({ name: 'producer_send_error', topic: 't', key: '1', value, exception, message: 'm' }, 5);

describe('an event of VerifiableProducer', () => {
  test('is a send that was acknowledged, with its partition and offset', () => {
    expect(success('7', 2, 41)).toEqual({ value: '7', outcome: 'acknowledged', partition: 2, offset: 41, at: 5 });
  });

  test.each(['TimeoutException', 'NotEnoughReplicasException', 'NotEnoughReplicasAfterAppendException'])(
    'is of unknown outcome after %s, since an earlier try of the same record may have been stored',
    (name) => {
      expect(error(`class org.apache.kafka.common.errors.${name}`)).toMatchObject({
        outcome: 'unknown',
        reason: `org.apache.kafka.common.errors.${name}: m`,
      });
    },
  );

  test('is a refusal when the record can’t have been stored at any try', () => {
    expect(error('class org.apache.kafka.common.errors.TopicAuthorizationException')?.outcome).toBe('failed');
  });

  test.each(['startup_complete', 'tool_data', 'shutdown_complete'])('is no send when it is %s', (name) => {
    expect(sendOf({ name }, 5)).toBeUndefined();
  });
});

describe('what Kafka’s producer says', () => {
  test('becomes sends; an error leaves open whether the value is stored', () => {
    expect(
      sendsOf([
        { name: 'startup_complete' },
        { name: 'producer_send_success', value: '1.0', partition: 2, offset: 7, timestamp: 5 },
        { name: 'producer_send_error', value: '1.1', exception: 'class X', message: 'm', timestamp: 6 },
      ]),
    ).toEqual([
      { partition: 2, value: '1.0', outcome: 'acknowledged', offset: 7, at: 5 },
      { partition: -1, value: '1.1', outcome: 'unknown', at: 6, reason: 'X: m' },
    ]);
  });
});
