import type { DeliveryViolation } from '../../../../proof/verification/delivery-verifier';
import {
  withoutTolerated,
  violationsByKind,
  type ToleratedViolation,
} from '../../../../proof/verification/delivery-violations';

const VIOLATIONS: readonly DeliveryViolation[] = [
  { kind: 'duplicated', partition: 1, offset: 117, value: '7' },
  { kind: 'duplicated', partition: 1, offset: 118, value: '8' },
  { kind: 'lost', partition: 0, offset: 3, value: '1' },
];
const TOLERATED: ToleratedViolation = { kind: 'duplicated', because: 'every broker ended at once' };

describe('delivery violations', () => {
  test('become one for each kind, with how many there are and the first of them', () => {
    const violations = violationsByKind(withoutTolerated(VIOLATIONS), 'topic t');
    expect(violations.map(({ code, subject, value }) => ({ code, subject, value }))).toEqual([
      { code: 'RecordsLost', subject: 'topic t', value: '1, the first in partition 0 at offset 3' },
      { code: 'RecordsDuplicated', subject: 'topic t', value: '2, the first in partition 1 at offset 117' },
    ]);
  });

  test('are named by their kind also where the first of them has no offset', () => {
    expect(violationsByKind([{ kind: 'foreign', partition: 0 }], 'topic t')).toMatchObject([
      { code: 'RecordsForeign', value: '1, the first in partition 0 at offset ?' },
    ]);
  });

  test('that are tolerated break nothing, and hide no other', () => {
    expect(violationsByKind(withoutTolerated(VIOLATIONS, TOLERATED), 'topic t').map(({ code }) => code)).toEqual([
      'RecordsLost',
    ]);
  });
});
