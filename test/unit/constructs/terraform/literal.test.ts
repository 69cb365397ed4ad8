import { Fn, TerraformStack, TerraformVariable, Testing, Token } from 'cdktf';
import { literal } from '../../../../constructs/terraform/literal';
import { DataResource, Volume } from '../../../../constructs/terraform/resources';
import { codesOf } from '../../fixtures/cluster';

type Json = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The resource that was given, as Terraform reads it. */
function volumeWith(value: (stack: TerraformStack) => string): unknown {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new Volume(stack, 'volume', { name: value(stack) });
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: Json };
  return resource['docker_volume']?.['volume']?.['name'];
}

const variable = (stack: TerraformStack): TerraformVariable => new TerraformVariable(stack, 'team', { type: 'string' });

describe('A text that goes to Terraform', () => {
  test.each([
    ['${x}', '$${x}'],
    ['%{ if x }', '%%{ if x }'],
    // What was escaped by hand is a text like any other.
    ['$${x}', '$$${x}'],
    ['$ {x} $5 100% {y}', '$ {x} $5 100% {y}'],
    ['', ''],
  ])('is what it says: %s', (text, written) => {
    expect(volumeWith(() => text)).toBe(written);
  });

  test('keeps references, functions and what is lazy, and is literal beside them', () => {
    expect(volumeWith((stack) => `\${x}-${variable(stack).stringValue}-%{y}`)).toBe('$${x}-${var.team}-%%{y}');
    expect(volumeWith((stack) => Token.asString(Fn.upper(variable(stack).stringValue)))).toBe('${upper(var.team)}');
    expect(volumeWith((stack) => new DataResource(stack, 'data').id)).toBe('${terraform_data.data.id}');
  });

  test('is literal in lists, in blocks, and where it is a name in a map', () => {
    expect(literal({ list: ['${a}', { '%{b}': '${c}' }], number: 1, none: undefined })).toEqual({
      list: ['$${a}', { '%%{b}': '$${c}' }],
      number: 1,
      none: undefined,
    });
  });

  test('fails where Terraform would write something else, or cdktf knows no such token', () => {
    for (const text of ['cafe\u0301', 'half \ud83d', 'a\0b', '${TfToken[TOKEN.987654321]}']) {
      expect(codesOf(() => literal([text]))).toEqual(['TextIllegal']);
    }
    expect(literal('café 😀')).toBe('café 😀');
  });
});
