import { removedContainers, resourceChangesIn } from '../../../../runtime/terraform/plan-contents';

const change = (name: string, ...actions: string[]): unknown => ({
  ...{ address: `docker_container.${name}`, mode: 'managed' },
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
      {
        address: 'terraform_data.e',
        mode: 'managed',
        type: 'terraform_data',
        change: { actions: ['delete'], before: { id: '1' } },
      },
    ],
  };
  expect([...removedContainers(JSON.stringify(plan))]).toEqual(['a']);
});

test('a plan without changes takes nothing away', () => {
  expect(removedContainers('{}').size).toBe(0);
});

test('fails on what is no plan', () => {
  expect(() => removedContainers('{"resource_changes": [{}]}')).toThrow('resource_changes');
});

test('A plan in a form that is not known fails, as it can’t be guarded', () => {
  expect(() => resourceChangesIn('{"resource_changes": [{"address": "kafka_topic.a"}]}')).toThrow(
    '[TerraformUnexpected] terraform show -json: must have the form of a plan',
  );
  expect(() => resourceChangesIn('no plan')).toThrow('[TerraformUnexpected]');
  expect(resourceChangesIn('{"format_version": "1.2"}')).toEqual([]);
  expect(() => resourceChangesIn('{"format_version": "1.2", "errored": true}')).toThrow('[PlanIncomplete]');
});
