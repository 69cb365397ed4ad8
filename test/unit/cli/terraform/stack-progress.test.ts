import { StackProgress, type ProgressStyle } from '../../../../cli/terraform/stack-progress';
import type { TerraformEvent } from '../../../../cli/terraform/events';

/** A deployment of topics, each of which takes a second. */
function lines(style: ProgressStyle, topics: number): readonly string[] {
  const said: string[] = [];
  const names = Array.from({ length: topics }, (_, index) => `kafka_topic.t${index}`);
  let time = 0;
  const plan = { stack: 'kafka-resources', planned: new Map(names.map((name) => [name, 'create'])) };
  const progress = new StackProgress(
    plan,
    style,
    (line) => said.push(line),
    () => time,
  );
  for (const addr of names) {
    const hook = { resource: { addr }, action: 'create' };
    progress.take({ type: 'apply_start', hook });
    time += 1_000;
    progress.take({ type: 'apply_complete', hook });
  }
  progress.end({ added: topics, changed: 0, destroyed: 0 });
  return said;
}

describe('The progress of a stack', () => {
  test('is a line every ten seconds in a log, and one at its end', () => {
    expect(lines('log', 900)).toHaveLength(90);
    expect(lines('log', 25)).toEqual([
      'kafka-resources: 10 of 25 after 10 s; creating kafka_topic.t10',
      'kafka-resources: 20 of 25 after 20 s, about 5 s left; creating kafka_topic.t20',
      'kafka-resources: 25 added, 0 changed, 0 destroyed in 25 s',
    ]);
  });

  test('is one line in a log for what takes a moment', () => {
    expect(lines('log', 3)).toEqual(['kafka-resources: 3 added, 0 changed, 0 destroyed in 3 s']);
  });

  test('comes as it is made on a terminal', () => {
    expect(lines('live', 3)[1]).toBe('kafka-resources: 1 of 3 after 1 s; creating kafka_topic.t1');
  });

  test('says what a gate waits for, and counts what is replaced twice', () => {
    const said: string[] = [];
    const addr = 'docker_container.kafka-broker-1';
    const plan = { stack: 'kafka-cluster', planned: new Map([[addr, 'replace']]) };
    const progress = new StackProgress(
      plan,
      'live',
      (line) => said.push(line),
      () => 0,
    );
    const events: readonly TerraformEvent[] = [
      { type: 'provision_progress', hook: { resource: { addr }, output: 'awaiting its turn' } },
      { type: 'apply_complete', hook: { resource: { addr }, action: 'delete' } },
      { type: 'apply_start', hook: { resource: { addr }, action: 'create' } },
    ];
    events.forEach((event) => {
      progress.take(event);
    });
    expect(said).toEqual([
      `kafka-cluster: 0 of 2 after 0 s; ${addr}: awaiting its turn`,
      `kafka-cluster: 1 of 2 after 0 s; creating ${addr}`,
    ]);
  });
});
