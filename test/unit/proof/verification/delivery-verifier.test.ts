import {
  verifyDelivery,
  longestStall,
  type DeliveryViolationKind,
  type SendOutcome,
  type Read,
  type Send,
} from '../../../../proof/verification/delivery-verifier';

const send = (value: string, outcome: SendOutcome, offset?: number, partition = 0): Send => ({
  partition,
  value,
  outcome,
  ...(offset !== undefined && { offset }),
  at: 0,
});
const read = (offset: number, value: string, partition = 0): Read => ({ partition, offset, value });
const kinds = (sends: readonly Send[], reads: readonly Read[]): DeliveryViolationKind[] =>
  verifyDelivery(sends, reads).violations.map(({ kind }) => kind);

describe('a log of sends and what was read back', () => {
  const sends = [send('a', 'acknowledged', 0), send('b', 'acknowledged', 1), send('c', 'acknowledged', 2)];

  test('is without violation when every acknowledged record lies where it was said to', () => {
    const reads = [read(0, 'a'), read(1, 'b'), read(2, 'c')];
    expect(verifyDelivery(sends, reads)).toEqual({
      acknowledged: 3,
      failed: 0,
      unknown: 0,
      unknownStored: 0,
      read: 3,
      duplicates: 0,
      violations: [],
    });
  });

  test('fails for a lost record, and names it', () => {
    expect(verifyDelivery(sends, [read(0, 'a'), read(1, 'b')]).violations).toEqual([
      { kind: 'lost', partition: 0, offset: 2, value: 'c' },
    ]);
  });

  test('fails for a record that is read at another offset alone', () => {
    expect(kinds([send('a', 'acknowledged', 0)], [read(1, 'a')])).toEqual(['moved']);
  });

  test('fails for an offset that was read with two values', () => {
    const reads = [read(0, 'a'), read(0, 'x'), read(1, 'b'), read(2, 'c')];
    expect(verifyDelivery([...sends, send('x', 'unknown')], reads).violations).toEqual([
      { kind: 'overwritten', partition: 0, offset: 0 },
    ]);
  });

  test('fails for an offset that was acknowledged twice, whichever value survived', () => {
    const reused = [send('a', 'acknowledged', 0), send('b', 'acknowledged', 0)];
    expect(kinds(reused, [read(0, 'b')])).toEqual(['lost', 'reused']);
  });

  test('fails for a record that was stored before one acknowledged earlier', () => {
    const swapped = [send('a', 'acknowledged', 1), send('b', 'acknowledged', 0)];
    expect(verifyDelivery(swapped, [read(0, 'b'), read(1, 'a')]).violations).toEqual([
      { kind: 'reordered', partition: 0, offset: 0, value: 'b' },
    ]);
  });

  test('fails for a refused record that is there all the same', () => {
    expect(kinds([send('a', 'failed')], [read(0, 'a')])).toEqual(['revived']);
  });

  test('fails for a record that nobody sent', () => {
    expect(kinds([], [read(0, 'x')])).toEqual(['foreign']);
  });

  test('fails for an offset that the reader skipped', () => {
    expect(verifyDelivery(sends, [read(0, 'a'), read(2, 'c')]).violations).toEqual([
      { kind: 'lost', partition: 0, offset: 1, value: 'b' },
      { kind: 'skipped', partition: 0, offset: 1 },
    ]);
  });

  test('may begin above zero, since retention cuts there', () => {
    expect(kinds([send('a', 'acknowledged', 5)], [read(5, 'a')])).toEqual([]);
  });

  test('counts an unknown send as neither lost nor kept', () => {
    const unknown = [send('a', 'unknown'), send('b', 'unknown')];
    expect(verifyDelivery(unknown, [read(0, 'b')])).toMatchObject({ unknown: 2, unknownStored: 1, violations: [] });
  });

  test('lets an unknown send be stored after one that was sent later', () => {
    expect(kinds([send('a', 'unknown'), send('b', 'acknowledged', 0)], [read(0, 'b'), read(1, 'a')])).toEqual([]);
  });

  test('counts a value that is stored twice as a duplicate, which is no violation', () => {
    const twice = [read(0, 'a'), read(1, 'a')];
    expect(verifyDelivery([send('a', 'acknowledged', 1)], twice)).toMatchObject({ duplicates: 1, violations: [] });
  });

  test('does not take a record that was read twice for one that was stored twice', () => {
    expect(verifyDelivery([send('a', 'acknowledged', 0)], [read(0, 'a'), read(0, 'a')])).toMatchObject({
      duplicates: 0,
      violations: [],
    });
  });

  test('keeps partitions apart', () => {
    const two = [send('a', 'acknowledged', 0, 0), send('a', 'acknowledged', 0, 1)];
    expect(verifyDelivery(two, [read(0, 'a', 0)]).violations).toEqual([
      { kind: 'lost', partition: 1, offset: 0, value: 'a' },
    ]);
  });
});

describe('a log of an idempotent producer', () => {
  const sends = [send('0', 'acknowledged', 0), send('1', 'unknown'), send('2', 'acknowledged', 2)];
  const violations = (reads: readonly Read[], log = sends) =>
    verifyDelivery(log, reads, { idempotent: true }).violations;

  test('is without violation when each value is stored once, in the order of the sends', () => {
    expect(violations([read(0, '0'), read(1, '1'), read(2, '2')])).toEqual([]);
    expect(
      violations([read(0, '0'), read(1, '2')], [send('0', 'acknowledged', 0), send('2', 'acknowledged', 1)]),
    ).toEqual([]);
  });

  test('fails for a lost record', () => {
    expect(violations([read(0, '0'), read(1, '1')])).toEqual([{ kind: 'lost', partition: 0, offset: 2, value: '2' }]);
  });

  test('fails for a value that is stored twice, also one whose outcome is unknown', () => {
    expect(violations([read(0, '0'), read(1, '1'), read(2, '2'), read(3, '1')])).toEqual([
      { kind: 'duplicated', partition: 0, offset: 3, value: '1' },
    ]);
  });

  test('fails for a value of unknown outcome that is stored before one that was sent earlier', () => {
    const log = [send('0', 'acknowledged', 1), send('1', 'unknown')];
    expect(violations([read(0, '1'), read(1, '0')], log)).toEqual([
      { kind: 'reordered', partition: 0, offset: 0, value: '1' },
    ]);
  });

  test('keeps the partitions’ orders apart', () => {
    const log = [send('0', 'acknowledged', 5, 0), send('1', 'acknowledged', 0, 1)];
    expect(violations([read(5, '0', 0), read(0, '1', 1)], log)).toEqual([]);
  });
});

describe('the longest stall', () => {
  const acknowledged = (at: number, partition = 0): Send => ({ ...send('v', 'acknowledged', 0, partition), at });

  test('is the longest time between two acknowledgements', () => {
    expect(longestStall([acknowledged(100), acknowledged(150), acknowledged(900)], 0, 100, 950)).toBe(750);
  });

  test('runs from the beginning to the first acknowledgement, and from the last to the end', () => {
    expect(longestStall([acknowledged(400)], 0, 100, 500)).toBe(300);
    expect(longestStall([acknowledged(120)], 0, 100, 500)).toBe(380);
  });

  test('is all of the time when nothing was acknowledged', () => {
    expect(longestStall([{ ...acknowledged(200), outcome: 'unknown' }, acknowledged(300, 1)], 0, 100, 500)).toBe(400);
  });
});
