import { identifier } from '../../../../model/names/identifier';

test('letters, digits and hyphens stay as they are', () => {
  expect(identifier('my-topic1')).toBe('my-topic1');
});

test('names that differ in any character give different identifiers', () => {
  const names = ['a.b', 'ab', 'a_b', 'a__b', 'a-b', 'a_2e_b', 'a b', 'A.b', '*', 'ä'];
  expect(new Set(names.map(identifier)).size).toBe(names.length);
});

test('an identifier holds only what Terraform takes', () => {
  expect(identifier('a.b/ç*%')).toMatch(/^[A-Za-z0-9_-]+$/);
});
