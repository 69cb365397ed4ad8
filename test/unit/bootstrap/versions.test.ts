import { OperationError } from '../../../model/violation';
import { checkMemory, checkNode, goLine, isAtLeast, readTerraform } from '../../../bootstrap/versions';

describe('A version', () => {
  test.each([
    ['v20.20.0', '20.20.0', '20.20.1'],
    ['go1.26.8', '1.26.8', '1.26.9'],
    ['1.11', '1.11.0', '1.11.1'],
  ])('is found in %s', (text, version, next) => {
    expect([version, next].map((least) => isAtLeast(text, least))).toEqual([true, false]);
  });

  test('is not found in a text without one', () => {
    expect(isAtLeast('devel', '0.0.0')).toBe(false);
  });

  test.each([
    ['1.11.0', '1.11.0', true],
    ['1.11.4', '1.11.0', true],
    ['2.0.0', '1.11.0', true],
    ['1.9.9', '1.11.0', false],
    ['1.10.99', '1.11.0', false],
  ])('%s compared by number with %s gives %j', (version, least, result) => {
    expect(isAtLeast(version, least)).toBe(result);
  });
});

describe('Node', () => {
  test.each(['20.19.0', '20.20.1', '24.0.0'])('%s is new enough', (version) => {
    expect(checkNode(version)).toBeUndefined();
  });

  test('fails below 20.19', () => {
    expect(checkNode('20.18.9')).toMatchObject({ code: 'NodeTooOld', value: '20.18.9' });
  });
});

describe('Terraform', () => {
  const answer = (version: string, product = 'Terraform'): string => `${product} v${version}\non linux_amd64\n`;

  test('tells its version and its platform, with a warning before them and providers after them', () => {
    const output = `There are some problems with the CLI configuration:\n\n${answer('1.11.4')}+ provider example.org/a/b v1.2.3\n`;
    expect(readTerraform(output)).toEqual({ product: 'Terraform', version: '1.11.4', platform: 'linux_amd64' });
  });

  test('is told from OpenTofu, which may stand in its place', () => {
    expect(readTerraform(answer('1.12.6', 'OpenTofu'))).toMatchObject({ product: 'OpenTofu', version: '1.12.6' });
  });

  test('fails with what it said where that is no version', () => {
    expect(() => readTerraform('no such command\n')).toThrow(/^\[TerraformTooOld\].*got no such command/);
  });

  test('fails below 1.11, with what came with it', () => {
    expect(() => readTerraform(answer('1.10.5'))).toThrow(OperationError);
    expect(() => readTerraform(answer('1.10.5'))).toThrow(/^\[TerraformTooOld\].*got 1\.10\.5; .*write-only arguments/);
  });
});

describe('The Go that a module asks for', () => {
  test('is that of its go line', () => {
    expect(goLine('module example\n\ngo 1.25.8\n\nrequire (\n\tx v9.9.9\n)\n')).toBe('1.25.8');
  });
});

describe('Memory', () => {
  const gibibyte = 2 ** 30;

  test('is enough when there is as much as is needed', () => {
    expect(checkMemory(4 * gibibyte, 4 * gibibyte)).toBeUndefined();
  });

  test('fails when there is less, in figures that a person reads', () => {
    expect(checkMemory(2 * gibibyte, 3.5 * gibibyte)).toMatchObject({
      code: 'MemoryTooSmall',
      rule: expect.stringContaining('must have 3.5 GiB') as string,
      value: '2.0 GiB',
    });
  });
});
