import { takenAway } from '../../../rollout/terraform-plan';

const change = (name: string, ...actions: string[]): unknown => ({
  type: 'docker_container',
  change: { actions, before: actions.includes('create') && actions.length === 1 ? null : { name } },
});

test('a plan takes away for good what it deletes and does not make anew', () => {
  const plan = {
    format_version: '1.2',
    resource_changes: [
      change('a', 'delete'),
      change('b', 'delete', 'create'),
      change('c', 'create', 'delete'),
      change('d', 'create'),
      change('e', 'no-op'),
      { type: 'terraform_data', change: { actions: ['delete'], before: { id: '1' } } },
    ],
  };
  expect([...takenAway(JSON.stringify(plan))]).toEqual(['a']);
});

test('a plan without changes takes nothing away', () => {
  expect(takenAway('{}').size).toBe(0);
});

test('fails on what is no plan', () => {
  expect(() => takenAway('{"resource_changes": [{}]}')).toThrow('resource_changes');
});
