import { renderProperties } from '../../../../model/formats/properties';

test('properties are sorted by key', () => {
  expect(renderProperties({ b: 1, a: true })).toBe('a=true\nb=1\n');
});

test('what Java would read as syntax is escaped', () => {
  expect(renderProperties({ 'a:b c': ' x\\y\nz' })).toBe('a\\:b\\ c=\\ x\\\\y\\nz\n');
});
