import type { Offence } from '../../../../proof/verification/delivery-verifier';
import { breaking, offenceViolations, type Told } from '../../../../proof/verification/delivery-violations';

const OFFENCES: readonly Offence[] = [
  { kind: 'duplicated', partition: 1, offset: 117, value: '7' },
  { kind: 'duplicated', partition: 1, offset: 118, value: '8' },
  { kind: 'lost', partition: 0, offset: 3, value: '1' },
];
const TOLD: Told = { kind: 'duplicated', because: 'every broker ended at once' };

describe('offences', () => {
  test('become one fault for each kind, with how many there are and the first of them', () => {
    const violations = offenceViolations(breaking(OFFENCES), 'topic t');
    expect(violations.map(({ code, subject, value }) => ({ code, subject, value }))).toEqual([
      { code: 'RecordsLost', subject: 'topic t', value: '1, the first in partition 0 at offset 3' },
      { code: 'RecordsDuplicated', subject: 'topic t', value: '2, the first in partition 1 at offset 117' },
    ]);
  });

  test('that are only told break nothing, and hide no other', () => {
    expect(offenceViolations(breaking(OFFENCES, TOLD), 'topic t').map(({ code }) => code)).toEqual(['RecordsLost']);
  });
});
