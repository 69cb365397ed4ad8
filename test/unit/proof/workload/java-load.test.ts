import { inSendOrder } from '../../../../proof/workload/java-load';
import { verifyDelivery, type Read } from '../../../../proof/verification/delivery-verifier';
import { sendOf } from '../../../../proof/workload/verifiable-producer';

const success = (value: string, partition: number, offset: number) =>
  sendOf({ name: 'producer_send_success', topic: 't', key: '1', value, partition, offset }, 5);

const error = (exception: string, value = '7') =>
  sendOf({ name: 'producer_send_error', topic: 't', key: '1', value, exception, message: 'm' }, 5);

describe('the sends of VerifiableProducer', () => {
  const sends = [success('10', 0, 1), success('9', 0, 0), error('class java.lang.Exception', '11')].flatMap(
    (send) => send ?? [],
  );
  const kinds = (reads: readonly Read[]): string[] =>
    verifyDelivery(inSendOrder(sends, reads), reads, { idempotent: true }).violations.map(({ kind }) => kind);
  const read = (offset: number, value: string): Read => ({ partition: 0, offset, value });

  test('are put into the order in which it counts, whenever their outcomes became known', () => {
    expect(inSendOrder(sends, []).map(({ value }) => value)).toEqual(['9', '10', '11']);
  });

  test('are given the partition in which they were found, when they were not acknowledged', () => {
    expect(inSendOrder(sends, [{ partition: 2, value: '11' }]).at(-1)).toMatchObject({ value: '11', partition: 2 });
  });

  test('are without violation when each is stored once and in order', () => {
    expect(kinds([read(0, '9'), read(1, '10'), read(2, '11')])).toEqual([]);
  });

  test('fail for a lost, a duplicated and a reordered record', () => {
    expect(kinds([read(0, '9')])).toEqual(['lost']);
    expect(kinds([read(0, '9'), read(1, '10'), read(2, '10')])).toEqual(['duplicated']);
    expect(kinds([read(0, '11'), read(1, '9'), read(2, '10')])).toContain('reordered');
  });
});
