import { Allowances } from '../../../../cli/guard/allowances';
import type { Loss } from '../../../../cli/guard/loss';
import { type Ask, lossTable, PlanGuard } from '../../../../cli/guard/plan-guard';

const STACKS = ['kafka-base', 'kafka-resources', 'kafka-orders'];
const loss = (topic: string, stack = 'kafka-resources', replaced = false): Loss => ({
  stack,
  address: `kafka_topic.kafka-${topic}`,
  replaced,
  what: `topic ${topic} with its records`,
});
const guard = (allowed: readonly string[], ask?: Ask): PlanGuard => new PlanGuard(new Allowances(allowed, STACKS), ask);

describe('A deployment that nobody watches', () => {
  test('passes when nothing is lost', async () => {
    await guard([]).admit([]);
  });

  test('fails when something would be lost, names each, and says how to allow it', async () => {
    await expect(guard([]).admit([loss('a'), loss('b', 'kafka-orders', true)])).rejects.toThrow(
      [
        '[DestructionNotAllowed] kafka_topic.kafka-a of kafka-resources: must not be destroyed unasked: topic a with its records would be ' +
          'lost; declare it as it was, or allow it: --allow-destroy kafka_topic.kafka-a',
        '[DestructionNotAllowed] kafka_topic.kafka-b of kafka-orders: must not be destroyed unasked: topic b with its records would be ' +
          'lost, and an empty one made; declare it as it was, or allow it: --allow-destroy kafka_topic.kafka-b',
      ].join('\n'),
    );
  });

  test('fails when a server would go without its gate, unless it is allowed by its address', async () => {
    const address = 'docker_container.kafka-broker-2';
    const what = 'server kafka-broker-2 is tainted, so that Terraform asks no gate';
    const outage = { stack: 'kafka-base', address, replaced: true, what, server: 'kafka-broker-2', tainted: true };
    await expect(guard([]).admit([outage])).rejects.toThrow(
      `[OutageNotAllowed] ${address} of kafka-base: must not be taken away unasked: ${what}; let it be (terraform untaint ${address}, ` +
        `a gate for the cluster), or allow it: --allow-destroy ${address}`,
    );
    await guard([address]).admit([outage]);
  });

  test('passes when each loss is allowed by its address, with or without its stack', async () => {
    const allowed = ['kafka_topic.kafka-a', 'kafka-orders:kafka_topic.kafka-b'];
    await guard(allowed).admit([loss('a'), loss('b', 'kafka-orders')]);
  });

  test('fails for what is not allowed beside what is', async () => {
    const refused = guard(['kafka_topic.kafka-a']).admit([loss('a'), loss('b')]);
    await expect(refused).rejects.toThrow('[DestructionNotAllowed] kafka_topic.kafka-b');
    await expect(refused).rejects.not.toThrow('kafka_topic.kafka-a');
  });

  test('fails when the address is one of another stack', async () => {
    await expect(guard(['kafka-orders:kafka_topic.kafka-a']).admit([loss('a')])).rejects.toThrow(
      'DestructionNotAllowed',
    );
  });

  test('fails when losses of two stacks have the address that is allowed, and asks for their stacks', async () => {
    const both = [loss('a'), loss('a', 'kafka-orders')];
    await expect(guard(['kafka_topic.kafka-a']).admit(both)).rejects.toThrow(
      /--allow-destroy kafka-resources:kafka_topic\.kafka-a\n.*--allow-destroy kafka-orders:kafka_topic\.kafka-a$/,
    );
    await guard(['kafka-resources:kafka_topic.kafka-a', 'kafka-orders:kafka_topic.kafka-a']).admit(both);
  });

  test('quotes an option that a shell would take apart', async () => {
    const indexed = { ...loss('a'), address: 'kafka_topic.a["one two"]' };
    await expect(guard([]).admit([indexed])).rejects.toThrow(`--allow-destroy 'kafka_topic.a["one two"]'`);
    await guard(['kafka_topic.a["one two"]']).admit([indexed]);
  });

  test('is told of what was allowed and is not destroyed', async () => {
    const guarded = guard(['kafka_topic.kafka-a', 'kafka_topic.kafka-b']);
    await guarded.admit([loss('a')]);
    expect(guarded.unused()).toEqual([expect.stringMatching(/^\[AllowanceUnused\] .* got kafka_topic\.kafka-b; /)]);
  });
});

describe('Somebody who watches', () => {
  /** Answers, and keeps what was asked. */
  const answering = (answer: boolean): { readonly ask: Ask; readonly asked: (readonly Loss[])[] } => {
    const asked: (readonly Loss[])[] = [];
    return {
      asked,
      ask: (losses) => {
        asked.push(losses);
        return Promise.resolve(answer);
      },
    };
  };

  test('is asked about what is not allowed yet, once for each', async () => {
    const { ask, asked } = answering(true);
    const guarded = guard(['kafka_topic.kafka-a'], ask);
    await guarded.admit([loss('a'), loss('b')]);
    await guarded.admit([loss('b')]);
    expect(asked).toEqual([[loss('b')]]);
  });

  test('fails the deployment by refusing', async () => {
    await expect(guard([], answering(false).ask).admit([loss('a')])).rejects.toThrow('[DestructionNotAllowed]');
  });

  test('is not asked amid a deployment: what turns up then fails', async () => {
    const { ask, asked } = answering(true);
    await expect(guard([], ask).admit([loss('a')], false)).rejects.toThrow('[DestructionNotAllowed]');
    expect(asked).toEqual([]);
  });

  test('sees a line for each', () => {
    const table = lossTable([loss('a'), loss('b', 'kafka-orders', true)]);
    expect(table).toMatch(/topic a with its records .* kafka-resources .* kafka_topic\.kafka-a .* destroyed/);
    expect(table).toMatch(/topic b with its records .* kafka-orders .* kafka_topic\.kafka-b .* replaced/);
  });
});

describe('An allowance', () => {
  test.each(['orders', 'kafka-orders', '', '*', 'kafka_topic.*', 'kafka_topic', 'kafka-resources:orders', '-x.y'])(
    'fails when it is %j, which is no address',
    (text) => {
      expect(() => new Allowances([text], STACKS)).toThrow('[AllowanceIllegal] --allow-destroy: must be the address');
    },
  );

  test('fails when it names a stack that is not there', () => {
    expect(() => new Allowances(['kafka-resource:kafka_topic.a'], STACKS)).toThrow(
      '[AllowanceIllegal] --allow-destroy: must name a stack of this cluster, got kafka-resource:kafka_topic.a; there are kafka-base, kafka-resources, kafka-orders',
    );
  });
});
