import { parseEvent } from '../../../../cli/terraform/events';
import { resourceChangesIn } from '../../../../cli/terraform/resource-change';

describe('A line of Terraform’s output', () => {
  test('is read as the event that it is', () => {
    const change = { resource: { addr: 'kafka_topic.a', module: '', resource_key: null }, action: 'delete' };
    expect(parseEvent(JSON.stringify({ '@level': 'info', type: 'planned_change', change }))).toEqual({
      type: 'planned_change',
      change: { resource: { addr: 'kafka_topic.a' }, action: 'delete' },
    });
  });

  test.each([
    ['is of another kind', '{"type": "version", "terraform": "1.11.4"}'],
    ['is no JSON', '{"type": '],
    ['is text', 'Warning: Unable to open CLI configuration file'],
    ['is empty', ''],
  ])('is passed over when it %s', (_, line) => {
    expect(parseEvent(line)).toBeUndefined();
  });
});

test('A plan in a form that is not known fails, as it can’t be guarded', () => {
  expect(() => resourceChangesIn('{"resource_changes": [{"address": "kafka_topic.a"}]}')).toThrow(
    '[TerraformUnexpected] terraform show -json: must have the form of a plan',
  );
  expect(() => resourceChangesIn('no plan')).toThrow('[TerraformUnexpected]');
  expect(resourceChangesIn('{"format_version": "1.2"}')).toEqual([]);
});
