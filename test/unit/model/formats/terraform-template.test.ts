import { escapeTemplate, templateText } from '../../../../model/formats/terraform-template';

/** Every text of up to six of the signs that count. */
function texts(signs: readonly string[], length: number): readonly string[] {
  return length === 0 ? [''] : texts(signs, length - 1).flatMap((text) => [text, ...signs.map((sign) => text + sign)]);
}

test('what begins a template is escaped, and nothing else', () => {
  expect(escapeTemplate('${a} %{b} $c $${d} {e}')).toBe('$${a} %%{b} $c $$${d} {e}');
});

test('every text comes back as it was', () => {
  const all = [...new Set(texts(['$', '%', '{', 'x'], 6))];
  expect(all.filter((text) => templateText(escapeTemplate(text)) !== text)).toEqual([]);
});
