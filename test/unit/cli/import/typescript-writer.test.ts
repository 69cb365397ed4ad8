import { runInNewContext } from 'node:vm';
import { stringLiteral } from '../../../../cli/import/typescript-writer';
import { VariableNames } from '../../../../cli/import/variable-names';

test.each([
  ...['orders', '', "it's", '"quoted"', `both ' and "`, '${x} %{if} `y`', '\\', '\\"', "\\'", 'a\nb', '\0', '*/ //'],
  ...['\u202Eevil', '\u2028', '\u{1F600}', '\u{E0001}', '\uD800', 'é', '</script>'],
])('the literal of %j is read as this very text, by characters that everybody sees', (text) => {
  const literal = stringLiteral(text);
  expect(runInNewContext(literal)).toBe(text);
  expect(literal).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
});

test('variables are named after what they are for, each differently, and like nothing that is there', () => {
  const names = new VariableNames();
  expect(
    ['billing', 'a.b', 'a-b', 'A B', 'CN=app,O=x', '1st', '', '日本', 'class', 'props', 'billing'].map((name) =>
      names.take(name),
    ),
  ).toEqual(['billing', 'aB', 'aB2', 'aB3', 'cnAppOX', 'user1st', 'user', 'user2', 'class2', 'props2', 'billing2']);
});
