import { parseEvent } from '../../../../cli/terraform/events';

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
