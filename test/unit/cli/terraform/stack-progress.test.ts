import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEvent, type TerraformEvent } from '../../../../cli/terraform/events';
import { type ProgressStyle, ProgressBoard } from '../../../../cli/terraform/progress-board';
import { StackProgress } from '../../../../cli/terraform/stack-progress';
import { outputLine } from '../../../../runtime/process/output';
import { tellMachines, tellPeople } from '../../../../runtime/process/terminal';

const NO_PACES = { of: () => undefined, note: () => Promise.resolve() };

interface Followed {
  readonly said: readonly string[];
  /** Milliseconds for each touch, as it was noted for the next time. */
  readonly noted: readonly number[];
}

/** A deployment of topics, each of which takes a second. */
async function follow(style: ProgressStyle, topics: number, pace?: number): Promise<Followed> {
  const said: string[] = [];
  const noted: number[] = [];
  const names = Array.from({ length: topics }, (_, index) => `kafka_topic.t${index}`);
  let time = 0;
  const board = new ProgressBoard({
    style,
    say: (text) => said.push(text),
    paces: {
      of: () => pace,
      note: (_stack, _planned, milliseconds) => {
        noted.push(milliseconds);
        return Promise.resolve();
      },
    },
    now: () => time,
  });
  const plan = { stack: 'kafka-resources', planned: new Map(names.map((name) => [name, 'create'])) };
  await board.follow(plan, (onEvent) => {
    for (const addr of names) {
      const hook = { resource: { addr }, action: 'create' };
      onEvent({ type: 'apply_start', hook });
      time += 1_000;
      onEvent({ type: 'apply_complete', hook });
    }
    return Promise.resolve();
  });
  return { said, noted };
}

/** What Terraform said while it applied a stack, with the milliseconds of each event. */
function recorded(name: string): readonly { readonly event: TerraformEvent; readonly at: number }[] {
  const file = path.join(__dirname, '..', '..', 'fixtures', 'terraform-events', name);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const event = parseEvent(line);
      const { '@timestamp': time = '' } = (event === undefined ? {} : JSON.parse(line)) as { '@timestamp'?: string };
      return event === undefined ? [] : [{ event, at: Date.parse(time) }];
    });
}

/** How far a recorded stack is when an event has come, as a terminal shows it. */
function listAfter(name: string, count: number, pace?: number): readonly string[] {
  const events = recorded(name);
  const planned = new Map(
    events.flatMap(({ event }) =>
      event.type === 'planned_change' ? [[event.change.resource.addr, event.change.action] as const] : [],
    ),
  );
  const applied = events.filter(({ event }) => 'hook' in event);
  let now = applied[0]?.at ?? 0;
  const progress = new StackProgress({ stack: 'stack', planned }, { now: () => now, pace });
  for (const { event, at } of applied.slice(0, count)) {
    now = at;
    progress.take(event);
  }
  return progress.list;
}

describe('The progress of a stack', () => {
  test('is a line every ten seconds in a log, and one at its end', async () => {
    expect((await follow('log', 900)).said).toHaveLength(90);
    expect((await follow('log', 25)).said).toEqual([
      'kafka-resources: 10 of 25 after 10 s; creating kafka_topic.t10',
      'kafka-resources: 20 of 25 after 20 s, about 5 s left; creating kafka_topic.t20',
      'kafka-resources: 25 added, 0 changed, 0 destroyed in 25 s',
    ]);
  });

  test('is one line in a log for what takes a moment', async () => {
    expect((await follow('log', 3)).said).toEqual(['kafka-resources: 3 added, 0 changed, 0 destroyed in 3 s']);
  });

  test('is estimated from the last time until enough is done, and noted for the next', async () => {
    const { said, noted } = await follow('log', 25, 2_000);
    expect(said[0]).toBe('kafka-resources: 10 of 25 after 10 s, about 40 s left; creating kafka_topic.t10');
    expect(said[1]).toBe('kafka-resources: 20 of 25 after 20 s, about 5 s left; creating kafka_topic.t20');
    expect(noted).toEqual([1_000]);
  });

  test('is a list on a terminal, with topics one by one while they are few', async () => {
    expect((await follow('live', 3)).said[1]).toBe(
      ['kafka-resources: 1 of 3 after 1 s', '  ✔ t0 (1 s)', '  ▸ t1 (0 s)', '  · t2'].join('\n'),
    );
    expect((await follow('live', 30)).said[1]).toBe(
      ['kafka-resources: 1 of 30 after 1 s', '  topics: 1 of 30'].join('\n'),
    );
  });

  test('is a list of all stacks that are applied at a time', async () => {
    const said: string[] = [];
    const board = new ProgressBoard({ style: 'live', say: (text) => said.push(text), paces: NO_PACES, now: () => 0 });
    const planned = new Map([['kafka_topic.t', 'create']]);
    const hook = { resource: { addr: 'kafka_topic.t' }, action: 'create' };
    await board.follow({ stack: 'one', planned }, async (onEvent) => {
      await board.follow({ stack: 'other', planned }, () => Promise.resolve());
      onEvent({ type: 'apply_start', hook });
    });
    expect(said.slice(-2)[0]?.split('\n')).toEqual([
      'one: 0 of 1 after 0 s',
      '  ▸ t (0 s)',
      'other: 0 added, 0 changed, 0 destroyed in 0 s',
    ]);
  });

  test('tells what was touched before a failure', async () => {
    const board = new ProgressBoard({ style: 'log', say: () => undefined, paces: NO_PACES });
    const counted: object[] = [];
    const planned = new Map([['kafka_topic.t', 'create']]);
    const following = board.follow(
      { stack: 'one', planned },
      (onEvent) => {
        onEvent({ type: 'apply_complete', hook: { resource: { addr: 'kafka_topic.t' }, action: 'create' } });
        return Promise.reject(new Error('broken'));
      },
      (count) => counted.push(count),
    );
    await expect(following).rejects.toThrow('broken');
    expect(counted).toEqual([{ added: 1, changed: 0, destroyed: 0 }]);
  });

  test('is told to machines as data, with seconds that are left', async () => {
    let written = '';
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    try {
      tellMachines('deploy');
      expect((await follow('machine', 25)).said).toEqual([]);
    } finally {
      tellPeople();
      write.mockRestore();
    }
    const told = written.trim().split('\n');
    expect(told.map((line) => outputLine.parse(JSON.parse(line)))).toEqual([
      { type: 'stack', stack: 'kafka-resources', done: 10, steps: 25, seconds: 10 },
      { type: 'stack', stack: 'kafka-resources', done: 20, steps: 25, seconds: 20, secondsLeft: 5 },
      { type: 'stack', stack: 'kafka-resources', done: 25, steps: 25, seconds: 25 },
    ]);
  });

  test('of a recorded deployment counts each kind, and estimates the rest by what it has shown', () => {
    expect(listAfter('resources.jsonl', 0, 1_000)).toEqual([
      'stack: 0 of 32 after 0 s, about 32 s left',
      ...['  rules: 0 of 18', '  topics: 0 of 10', '  logins: 0 of 4'],
    ]);
    expect(listAfter('resources.jsonl', 140, 1_000)).toEqual([
      'stack: 21 of 32 after 39 s, about 20 s left',
      ...['  rules: 9 of 18', '  topics: 8 of 10', '  logins: 4 of 4'],
    ]);
    expect(listAfter('resources.jsonl', 151)).toEqual([
      'stack: 32 of 32 after 39 s, about 0 s left',
      ...['  rules: 18 of 18', '  topics: 10 of 10', '  logins: 4 of 4'],
    ]);
  });

  test('says what a gate waits for, and counts what is replaced twice', () => {
    const addr = 'docker_container.kafka-broker-1';
    const progress = new StackProgress(
      { stack: 'kafka-cluster', planned: new Map([[addr, 'replace']]) },
      { now: () => 0 },
    );
    expect(
      progress.take({ type: 'provision_progress', hook: { resource: { addr }, output: 'awaiting its turn' } }),
    ).toBe(`${addr}: awaiting its turn`);
    expect(progress.list).toEqual(['kafka-cluster: 0 of 2 after 0 s', '  ▸ kafka-broker-1 (0 s): awaiting its turn']);
    progress.take({ type: 'apply_complete', hook: { resource: { addr }, action: 'delete' } });
    expect(progress.list).toEqual(['kafka-cluster: 1 of 2 after 0 s', '  ▸ kafka-broker-1 (0 s)']);
  });
});
