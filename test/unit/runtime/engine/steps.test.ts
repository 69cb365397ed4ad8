import { violationsIn } from '../../../../runtime/engine/steps';

test('what a step says of its failure is a violation, and what it says besides is none', () => {
  const log = [
    '\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0020made the realm KAFKA.EXAMPLE.ORG',
    '\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0040[RealmSilent] realm EXAMPLE: its KDC must answer (kinit: Cannot contact any KDC); start it; then apply again',
    'keytool failed:',
  ].join('\n');
  expect(violationsIn(log)).toEqual([
    {
      code: 'RealmSilent',
      subject: 'realm EXAMPLE',
      rule: 'its KDC must answer (kinit: Cannot contact any KDC)',
      remedy: 'start it; then apply again',
    },
  ]);
});
