import { editDistance } from '../../../../model/names/edit-distance';

test.each([
  ['brokers', 'brokers', 0],
  ['broker', 'brokers', 1],
  ['borkers', 'brokers', 2],
  ['listners', 'listeners', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('from %j to %j it is %d', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
});

test('is the same both ways, none only for the same text, and never longer by a detour', () => {
  const words = ['', 'a', 'ab', 'ba', 'abc', 'bca', 'aabb', 'brokers', 'broker', 'borker'];
  for (const one of words) {
    for (const other of words) {
      const direct = editDistance(one, other);
      expect(direct).toBe(editDistance(other, one));
      expect(direct === 0).toBe(one === other);
      const detours = words.map((by) => editDistance(one, by) + editDistance(by, other));
      expect(Math.min(...detours)).toBe(direct);
    }
  }
});
