import { compareReplicas, differenceViolation, onEveryReplica } from '../../../../proof/verification/replica-verifier';
import type { ReplicaLog, StoredBatch } from '../../../../proof/verification/replica-log';
import type { Send } from '../../../../proof/verification/delivery-verifier';

describe('records on every replica', () => {
  const topic = { name: 't', replicationFactor: 2 };
  const sends: Send[] = [{ partition: 0, value: 'a', outcome: 'acknowledged', offset: 0, at: 0 }];
  const replica = (broker: number, values: readonly string[]): ReplicaLog => ({
    ...{ broker, topic: 't', partition: 0, batches: [], end: values.length },
    records: values.map((value, offset) => ({ partition: 0, offset, value })),
  });

  test('passes when every replica holds every acknowledged record', () => {
    expect(onEveryReplica(sends, [replica(1, ['a']), replica(2, ['a'])], topic)).toEqual([]);
  });

  test('fails for a replica that lacks one, and names its broker', () => {
    expect(onEveryReplica(sends, [replica(1, ['a']), replica(2, [])], topic)).toMatchObject([
      { code: 'RecordsLost', subject: 'topic t, partition 0, on broker 2' },
    ]);
  });

  test('fails for a replica that is not there', () => {
    expect(onEveryReplica(sends, [replica(1, ['a'])], topic)).toMatchObject([{ code: 'ReplicaMissing', value: '1' }]);
  });

  test('names both brokers of a difference', () => {
    expect(differenceViolation({ topic: 't', partition: 1, brokers: [1, 3], what: 'x' }).subject).toBe(
      'topic t, partition 1, brokers 1 and 3',
    );
  });
});

describe('two replicas', () => {
  const batch = (base: number, crc = base, valid = true): StoredBatch => ({ base, last: base, count: 1, crc, valid });
  const replica = (broker: number, ...batches: StoredBatch[]): ReplicaLog => ({
    ...{ broker, topic: 't', partition: 0, batches, records: [] },
    end: (batches.at(-1)?.last ?? -1) + 1,
  });
  const whats = (a: ReplicaLog, b: ReplicaLog, committed = 0): string[] =>
    compareReplicas([a, b], () => committed).map(({ what }) => what);

  test('agree when their batches have the same offsets and checksums', () => {
    expect(whats(replica(1, batch(0), batch(1)), replica(2, batch(0), batch(1)), 2)).toEqual([]);
  });

  test('may differ at the beginning, by retention, and at the end beyond what is committed', () => {
    expect(whats(replica(1, batch(0), batch(1), batch(2)), replica(2, batch(1)), 2)).toEqual([]);
  });

  test('fail to agree when one lacks what is committed', () => {
    expect(whats(replica(1, batch(0), batch(1)), replica(2, batch(0)), 2)).toEqual([
      'broker 2 ends at offset 1, though offsets up to 2 were committed',
    ]);
  });

  test('fail to agree when a checksum differs', () => {
    expect(whats(replica(1, batch(0), batch(1, 5)), replica(2, batch(0), batch(1, 6)))).toEqual([
      'the batch at offset 1 differs (checksum 5 and 6)',
    ]);
  });

  test('fail to agree when one lacks a batch in the middle', () => {
    expect(whats(replica(1, batch(0), batch(1), batch(2)), replica(2, batch(0), batch(2)))).toEqual([
      '3 batches against 2 in offsets 0 to 3',
      'the batch at offset 1 differs (checksum 1 and 2)',
    ]);
  });

  test('fail to agree when a batch does not match its own checksum', () => {
    expect(whats(replica(1, batch(0)), replica(2, batch(0, 0, false)))).toEqual([
      'the batch at offset 0 on broker 2 does not match its own checksum',
    ]);
  });

  test('are compared within their partition alone', () => {
    const other = { ...replica(2, batch(0, 9)), partition: 1 };
    expect(compareReplicas([replica(1, batch(0)), other], () => 0)).toEqual([]);
  });
});
