import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Review, writePlanFile } from '../../../../cli/review/plan-file';
import { guard } from '../../../../cli/commands/guard';
import { answer } from '../../../../runtime/process/terminal';

jest.mock('../../../../runtime/process/terminal', () => ({ answer: jest.fn() }));

const PLANS = path.join(__dirname, '..', 'guard', 'plans');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'guard-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A plan as a pipeline has it: below a folder, named by its stack. */
function given(plan: string, file: string): string {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(path.join(PLANS, `${plan}.json`), target);
  return target;
}

const judge = (...files: readonly string[]): Promise<number> => guard(files, { format: 'table' });

describe('The guard of plans', () => {
  test('judges plans of several stacks together', async () => {
    const harmless = given('brokers-changed', 'a/kafka-cluster.json');
    const harmful = given('without-topic-and-login', 'b/kafka-resources.json');
    expect(await judge(harmless)).toBe(0);
    expect(await judge(harmful, harmless)).toBe(2);
  });

  test('fails for two files that are named by one stack, of which it would judge but one', async () => {
    const harmful = given('without-topic-and-login', 'a/kafka-resources.json');
    const harmless = given('brokers-changed', 'b/kafka-resources.json');
    await expect(judge(harmful, harmless)).rejects.toThrow(
      '[PlanDuplicate] guard: the stack that a plan is named by must be unique, got kafka-resources',
    );
    await expect(judge(harmless, given('brokers-changed', 'c/kafka-resources'))).rejects.toThrow('[PlanDuplicate]');
  });

  test('judges a file of npm run plan, by what was allowed when it was planned and without what leaves in order', async () => {
    const shown = (plan: string): string => readFileSync(path.join(PLANS, `${plan}.json`), 'utf8');
    const keep = async (review: Partial<Review>): Promise<string> => {
      const file = path.join(folder, 'kafka.tfplan');
      const stack = (name: string) => ({ stack: name, changes: true, planned: {}, state: '1', declaration: '1' });
      await writePlanFile(file, {
        review: {
          ...{ schema: 1, cluster: 'grd', leaving: [], forgotten: {}, allowed: [] },
          stacks: [stack('grd-cluster'), stack('grd-resources'), { ...stack('grd-base'), changes: false }],
          ...review,
        },
        plans: new Map(['grd-cluster', 'grd-resources'].map((name) => [name, Buffer.from('of Terraform')])),
        shown: new Map([
          ['grd-cluster', shown('broker-declared-no-more')],
          ['grd-resources', shown('without-topic-and-login')],
        ]),
      });
      return file;
    };
    expect(await judge(await keep({}))).toBe(2);
    const allowed = ['kafka_topic.grd-topic1', 'kafka_user_scram_credential.grd-user1-SCRAM-SHA-256'];
    expect(await judge(await keep({ allowed }))).toBe(2);
    const moves = [{ topic: 'orders', partition: 0, from: [1, 3], to: [1, 2] }];
    await judge(await keep({ moves }));
    expect(answer).toHaveBeenLastCalledWith(
      { judgement: expect.objectContaining({ moves }) as unknown },
      expect.stringContaining('  orders-0: from 1, 3 to 1, 2\n'),
    );
    const forgotten = { 'grd-cluster': ['docker_container.guardt-broker-3'] };
    expect(await judge(await keep({ allowed, forgotten }))).toBe(0);
  });

  test('says what features of KRaft a file of npm run plan raises', async () => {
    const file = path.join(folder, 'kafka.tfplan');
    await writePlanFile(file, {
      review: {
        ...{ schema: 1, cluster: 'grd', leaving: [], forgotten: {}, allowed: [], values: { 'metadata.version': 33 } },
        stacks: [{ stack: 'grd-base', changes: false, planned: {}, state: '1', declaration: '1' }],
      },
      plans: new Map(),
      shown: new Map(),
    });
    expect(await judge(file)).toBe(0);
    expect(jest.mocked(answer).mock.lastCall?.[1]).toMatch(/metadata\.version 33.*can’t be undone/);
  });

  test('fails for a file that is not there, before anything is judged', async () => {
    await expect(judge(path.join(folder, 'kafka-base.json'))).rejects.toThrow('[PlanUnreadable]');
  });
});
