import { counted } from '../../../../model/formats/counted';

test('one is told in the singular, and every other number in the plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'partition'))).toEqual([
    '0 partitions',
    '1 partition',
    '2 partitions',
  ]);
  expect([1, 3].map((count) => counted(count, 'copy', 'copies'))).toEqual(['1 copy', '3 copies']);
});
