import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BegunTopics, type TopicNames } from '../../../../cli/deployment/begun-topics';
import { OperationError } from '../../../../model/violation';
import { type ResourceChange, resourceChangesIn } from '../../../../runtime/terraform/plan-contents';

const STACK = 'kafka-resources';
const EXISTS = 'kafka server: Topic with this name already exists';

const TIMED_OUT = { code: 'TimedOut', subject: 'waiting for topics', rule: 'took longer', remedy: 'wait' };

/** A change of a topic, by the last part of its address. */
function topic(name: string, ...actions: readonly string[]): ResourceChange {
  const address = `kafka_topic.kafka-${name}`;
  const changes = [
    { address, mode: 'managed', type: 'kafka_topic', change: { actions, before: null, after: { name } } },
  ];
  return resourceChangesIn(JSON.stringify({ resource_changes: changes }))[0] ?? topic(name, ...actions);
}

const failure = (rule: string, code = 'TerraformFailed', name = 'orders'): OperationError =>
  new OperationError({ code, subject: `kafka_topic.kafka-${name} of ${STACK}`, rule, remedy: 'mend it' });

/** Brokers, and a state, of which the first may know more than the second. */
class Deployment {
  public readonly onBrokers = new Set<string>();
  public readonly inState = new Set<string>();
  public readonly declared = new Set(['kafka_topic.kafka-orders', 'kafka_topic.kafka-bills']);
  public awaited: readonly string[] = [];
  public readonly stack = STACK;
  public readonly topics: TopicNames = (awaited) => {
    this.awaited = awaited;
    return Promise.resolve([...this.onBrokers]);
  };

  public addresses(): Promise<readonly string[]> {
    return Promise.resolve([...this.inState]);
  }

  public declares(address: string): boolean {
    return this.declared.has(address);
  }

  public adopt(address: string, id: string): Promise<void> {
    this.inState.add(`${address} by ${id}`);
    return Promise.resolve();
  }
}

let deployment: Deployment;
let out: string;
beforeEach(() => {
  deployment = new Deployment();
  out = mkdtempSync(join(tmpdir(), 'topics-'));
});
/** As another process has it, too. */
const begun = (): BegunTopics => new BegunTopics(out);
const note = (...changes: readonly ResourceChange[]): Promise<void> => begun().note(STACK, changes, deployment.topics);
const takeUp = (error?: unknown): Promise<boolean> => begun().takeUp(deployment, deployment.topics, error);

describe('Topics that a deployment has begun to make', () => {
  test('are taken into the state when Kafka has made them by a request that it answers with a refusal', async () => {
    await note(topic('orders', 'create'), topic('bills', 'create'));
    deployment.onBrokers.add('orders');
    expect(await takeUp(failure(EXISTS))).toBe(true);
    expect([...deployment.inState]).toEqual(['kafka_topic.kafka-orders by orders']);
    expect(deployment.awaited).toEqual(['orders']);
  });

  test('are taken into the state by the next deployment, after one that was killed', async () => {
    await note(topic('orders', 'create'), topic('bills', 'create'));
    deployment.onBrokers.add('orders').add('bills');
    deployment.inState.add('kafka_topic.kafka-bills');
    expect(await takeUp()).toBe(true);
    expect([...deployment.inState]).toEqual(['kafka_topic.kafka-bills', 'kafka_topic.kafka-orders by orders']);
  });

  test('are taken into the state when they were to be made anew', async () => {
    deployment.onBrokers.add('orders');
    await note(topic('orders', 'delete', 'create'));
    expect(await takeUp(failure('it took too long'))).toBe(true);
    expect([...deployment.inState]).toEqual(['kafka_topic.kafka-orders by orders']);
  });

  test('are left alone when they are declared no more, or are not there', async () => {
    await note(topic('orders', 'create'), topic('bills', 'create'));
    deployment.onBrokers.add('orders');
    deployment.declared.delete('kafka_topic.kafka-orders');
    expect(await takeUp(failure('it took too long'))).toBe(false);
    expect([...deployment.inState]).toEqual([]);
  });

  test('are no reason to tell of brokers that give no answer, where something else has failed before', async () => {
    await note(topic('orders', 'create'));
    const silent: TopicNames = () => Promise.reject(new OperationError({ ...TIMED_OUT }));
    expect(await begun().takeUp(deployment, silent, failure('no broker is available'))).toBe(false);
    await expect(begun().takeUp(deployment, silent)).rejects.toThrow('[TimedOut]');
  });

  test('are forgotten when all of them are known', async () => {
    await note(topic('orders', 'create'));
    await begun().forget(STACK);
    deployment.onBrokers.add('orders');
    expect(await takeUp()).toBe(false);
    expect(readdirSync(join(out, 'begun-topics'))).toEqual([]);
  });

  test('fail when somebody else has made them before, and nothing is noted', async () => {
    deployment.onBrokers.add('orders');
    await expect(note(topic('orders', 'create'), topic('bills', 'create'))).rejects.toThrow(
      `[TopicExists] kafka_topic.kafka-orders of ${STACK}: must not be on the brokers already when it is in no state, got orders`,
    );
    expect(await takeUp()).toBe(false);
  });

  test('are not asked for when a plan makes none', async () => {
    await note(topic('orders', 'update'), topic('bills', 'no-op'));
    expect(await takeUp()).toBe(false);
  });
});

describe('A change of topics that Kafka has done already', () => {
  test.each([
    ['more partitions', 'kafka server: Number of partitions is invalid'],
    ['a topic destroyed', 'kafka server: Request was for a topic or partition that does not exist on this broker'],
  ])('is planned anew: %s', async (_, rule) => {
    expect(await takeUp(failure(rule))).toBe(true);
  });

  test('fails for any other reason, and when somebody has stopped it', async () => {
    expect(await takeUp(failure('kafka server: Replication-factor is invalid'))).toBe(false);
    expect(await takeUp(failure(EXISTS, 'Interrupted'))).toBe(false);
    expect(await takeUp(new Error(EXISTS))).toBe(false);
  });
});
