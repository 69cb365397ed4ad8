import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { guard } from '../../../../cli/commands/guard';

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

  test('fails for a file that is not there, before anything is judged', async () => {
    await expect(judge(path.join(folder, 'kafka-base.json'))).rejects.toThrow('[PlanUnreadable]');
  });
});
