import { Container as Rendered, type ContainerConfig } from '@cdktf/provider-docker/lib/container';
import { Fn, TerraformStack, TerraformVariable, Testing, Token } from 'cdktf';
import { Container, DataResource } from '../../../../constructs/terraform/resources';

type Declare = (stack: TerraformStack, element: typeof Rendered) => void;

const stackOf = (declare: Declare, element: typeof Rendered, app = Testing.app()): TerraformStack => {
  const stack = new TerraformStack(app, 'stack');
  declare(stack, element);
  return stack;
};

/** What becomes of a declaration: by cdktf alone, and as resources of this package are rendered. */
const both = (declare: Declare): readonly unknown[] =>
  [Rendered, Container].map((element) => JSON.parse(Testing.synth(stackOf(declare, element))) as unknown);

const container =
  (config: (stack: TerraformStack) => Partial<ContainerConfig>): Declare =>
  (stack, element) => {
    new element(stack, 'container', { name: 'name', image: 'image', ...config(stack) });
  };

const variable = (stack: TerraformStack): TerraformVariable => new TerraformVariable(stack, 'given', { type: 'any' });

describe('A resource', () => {
  test.each<readonly [string, Declare]>([
    [
      'has no token',
      container(() => ({ env: ['A=b', 'version 1e+5'], memory: 512, tmpfs: { '/tmp': 'rw' }, mustRun: false })),
    ],
    [
      'has a text in it that is a token',
      container((stack) => ({ domainname: `a-${variable(stack).stringValue}`, env: ['A=b'] })),
    ],
    ['has a number that is a token', container((stack) => ({ memory: variable(stack).numberValue }))],
    ['has a number in a text', container((stack) => ({ domainname: `n${variable(stack).numberValue}` }))],
    ['has a list that is a token', container((stack) => ({ env: variable(stack).listValue }))],
    ['has a map that is a token', container((stack) => ({ tmpfs: Token.asStringMap(variable(stack).value) }))],
    [
      'has a function’s result',
      container((stack) => ({ domainname: Token.asString(Fn.upper(variable(stack).stringValue)) })),
    ],
    [
      'has blocks, and a reference in one',
      container((stack) => ({
        networksAdvanced: [{ name: new DataResource(stack, 'data').id }],
        healthcheck: { test: ['CMD', 'true'] },
      })),
    ],
    ['has a lifecycle', container(() => ({ lifecycle: { preventDestroy: true, ignoreChanges: ['memory'] } }))],
    [
      'was overridden',
      (stack, element) => {
        new element(stack, 'container', { name: 'name', image: 'image' }).addOverride('labels', [
          { label: 'a', value: 'b' },
        ]);
      },
    ],
    [
      'was overridden by its stack',
      (stack, element) => {
        new element(stack, 'container', { name: 'name', image: 'image' });
        stack.addOverride('resource.docker_container.container.image', 'other');
      },
    ],
    [
      'was moved',
      (stack, element) => {
        new element(stack, 'container', { name: 'name', image: 'image' }).moveFromId('docker_container.former');
      },
    ],
  ])('is rendered as cdktf renders it where it %s', (_, declare) => {
    const [alone, here] = both(declare);
    expect(here).toEqual(alone);
  });

  test('takes what another stack has by way of its outputs', () => {
    const rendered = [Rendered, Container].map((element) => {
      const app = Testing.app();
      const data = new DataResource(new TerraformStack(app, 'earlier'), 'data');
      const stack = stackOf(
        container(() => ({ domainname: data.id })),
        element,
        app,
      );
      stack.prepareStack();
      return JSON.parse(Testing.synth(stack)) as unknown;
    });
    expect(rendered[1]).toEqual(rendered[0]);
    expect(JSON.stringify(rendered[1])).toContain('terraform_remote_state');
  });

  test('tells whose it is where cdktf can’t resolve a value', () => {
    const stack = new TerraformStack(Testing.app(), 'stack');
    new Container(stack, 'one', { name: 'name', image: 'image' }).addOverride('labels', () => 1);
    expect(() => Testing.synth(stack)).toThrow(/docker_container\.one: Trying to resolve/);
  });
});
