import { countDuplicates } from '../../../../proof/verification/duplicate-count';
import type { Read } from '../../../../proof/verification/delivery-verifier';

const read = (value: string, offset: number): Read => ({ partition: 0, value, offset });

describe('copies of a value', () => {
  test('are counted by where they lie, not by how often they were read', () => {
    expect(countDuplicates([read('a', 1), read('a', 1), read('b', 2), read('b', 3)])).toEqual({
      values: 2,
      repeated: ['b'],
      most: 2,
    });
  });
});
