import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlanFile, readPlanFile, writePlanFile } from '../../../../cli/review/plan-file';
import { declarationOf, ReviewedPlans } from '../../../../cli/review/reviewed-plans';
import { Terraform } from '../../../../cli/terraform/terraform';
import { TerraformStacks } from '../../fixtures/terraform-stacks';

// Terraform itself, with the one provider that is built into it.
jest.setTimeout(600_000);

let stacks: TerraformStacks;
let folder: string;
beforeEach(() => {
  stacks = new TerraformStacks();
  folder = mkdtempSync(join(tmpdir(), 'review-'));
});
afterEach(() => {
  stacks.remove();
  rmSync(folder, { recursive: true });
});

const terraform = (): Terraform => new Terraform(stacks.workspace, 'one');
const workspace = () => Object.assign(stacks.workspace, { clusterName: 'kafka' });

const declare = (input: string): void => {
  stacks.declare('one', { a: { input } });
};

/** What a reviewer gets of the stack as it is declared. */
async function reviewed(changes: Partial<PlanFile['review']> = {}): Promise<PlanFile> {
  const state = await terraform().stateVersion();
  const plan = await terraform().plan();
  return {
    review: {
      ...{ schema: 1, cluster: 'kafka', leaving: [], forgotten: {}, allowed: [] },
      stacks: [
        {
          ...{ stack: 'one', changes: plan.changes, planned: Object.fromEntries(plan.planned), state },
          declaration: await declarationOf(workspace(), 'one'),
        },
      ],
      ...changes,
    },
    plans: new Map([['one', readFileSync(plan.file)]]),
    shown: new Map([['one', await terraform().showJson(plan)]]),
  };
}

const EMPTY: PlanFile = {
  review: { schema: 1, cluster: 'kafka', stacks: [], leaving: [], forgotten: {}, allowed: [] },
  plans: new Map(),
  shown: new Map(),
};

describe('Reviewed plans', () => {
  test('tell what was reviewed as made anew, in its own stack', () => {
    const stack = {
      ...{ stack: 'one', changes: true, state: '', declaration: '' },
      planned: { 'kafka_topic.a': 'replace', 'kafka_topic.b': 'update' },
    };
    const plans = new ReviewedPlans(workspace(), { ...EMPTY, review: { ...EMPTY.review, stacks: [stack] } });
    expect(plans.replaces('one', 'kafka_topic.a')).toBe(true);
    expect(plans.replaces('one', 'kafka_topic.b')).toBe(false);
    expect(plans.replaces('two', 'kafka_topic.a')).toBe(false);
  });

  test('come through their file, which is its owner’s alone, and are applied as they were made', async () => {
    declare('a');
    const file = join(folder, 'kafka.tfplan');
    await writePlanFile(file, await reviewed());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [plan] = await new ReviewedPlans(workspace(), await readPlanFile(file)).take(['one']);
    expect(plan?.planned).toEqual(new Map([['terraform_data.a', 'create']]));
    if (plan !== undefined) {
      await terraform().apply(plan, () => undefined);
    }
    expect(await terraform().addresses()).toEqual(['terraform_data.a']);
  });

  test('let features rise as reviewers have seen, and no further', async () => {
    declare('a');
    const shown = new ReviewedPlans(workspace(), await reviewed({ values: { 'metadata.version': 33 } }));
    shown.admitValues({ 'metadata.version': 33 });
    shown.admitValues({});
    expect(() => {
      shown.admitValues({ 'metadata.version': 34, 'group.version': 1 });
    }).toThrow(/\[PlanExceeded\] metadata\.version of the quorum[^]*\[PlanExceeded\] group\.version of the quorum/);
    expect(() => {
      new ReviewedPlans(workspace(), EMPTY).admitValues({ 'metadata.version': 33 });
    }).toThrow('which is to stay as it is');
  });

  test('fail when the state has changed since, before anything is touched', async () => {
    declare('a');
    const plans = new ReviewedPlans(workspace(), await reviewed());
    await terraform().apply(await terraform().plan(), () => undefined);
    await expect(plans.take(['one'])).rejects.toThrow('[PlanStale] one: its state must be the one that was planned on');
    expect(plans.areTaken).toBe(false);
  });

  test('fail when somebody has changed a stack in which there was nothing to do', async () => {
    declare('a');
    await terraform().apply(await terraform().plan(), () => undefined);
    const plans = new ReviewedPlans(workspace(), await reviewed());
    stacks.declare('one', { a: { input: 'a' }, b: { input: 'of somebody else' } });
    await terraform().apply(await terraform().plan(), () => undefined);
    declare('a');
    await expect(plans.take(['one'])).rejects.toThrow('[PlanStale] one: ');
  });

  test('let leave what was reviewed, or less, and fail for what leaves beyond', async () => {
    declare('a');
    const plans = new ReviewedPlans(
      workspace(),
      await reviewed({ leaving: ['  services: kafka-console, kafka-exporter', '  networks: kafka-old'] }),
    );
    expect(() => {
      plans.admitLeaving(['  services: kafka-exporter']);
      plans.admitLeaving([]);
    }).not.toThrow();
    expect(() => {
      plans.admitLeaving(['  services: kafka-console', '  servers, each when the others can: kafka-broker-4']);
    }).toThrow(/^\[PlanExceeded\] what is declared no more: .* others can: kafka-broker-4; plan again/);
  });

  test('fail when something else is declared by now', async () => {
    declare('a');
    const file = await reviewed();
    declare('b');
    await expect(new ReviewedPlans(workspace(), file).take(['one'])).rejects.toThrow('[PlanForeign] one: ');
  });

  test('fail for another cluster, and for other stacks than there are', async () => {
    declare('a');
    const other = new ReviewedPlans(workspace(), await reviewed({ cluster: 'other' }));
    await expect(other.take(['one', 'two'])).rejects.toThrow(
      /\[PlanForeign\] the plan: .* got kafka, and not other; .*\n\[PlanForeign\] other: .* got one, two, and not one; /,
    );
  });

  test('let pass what a later plan does of what was reviewed, and fail for what it does beyond', async () => {
    declare('a');
    const plans = new ReviewedPlans(workspace(), await reviewed());
    const later = (planned: Readonly<Record<string, string>>) => () => {
      plans.admit({
        stack: 'one',
        file: '',
        changes: true,
        drifted: new Set(),
        planned: new Map(Object.entries(planned)),
      });
    };
    expect(later({ 'terraform_data.a': 'create' })).not.toThrow();
    expect(later({})).not.toThrow();
    expect(later({ 'data.docker_image.a': 'read' })).not.toThrow();
    expect(later({ 'terraform_data.a': 'replace', 'terraform_data.b': 'create' })).toThrow(
      /^\[PlanExceeded\] terraform_data\.a of one: .* which is create, got replace; .*\n\[PlanExceeded\] terraform_data\.b .* which is nothing, got create; /,
    );
  });
});

describe('A file of plans', () => {
  test.each([
    ['nothing', ''],
    ['JSON', '{}'],
    ['text', 'no archive '.repeat(200)],
  ])('fails when it is %s', async (_, content) => {
    const file = join(folder, 'kafka.tfplan');
    writeFileSync(file, content);
    await expect(readPlanFile(file)).rejects.toThrow('[PlanUnreadable]');
  });

  test('fails when it is not there, or was cut off', async () => {
    declare('a');
    const file = join(folder, 'kafka.tfplan');
    await expect(readPlanFile(file)).rejects.toThrow('got ENOENT');
    await writePlanFile(file, await reviewed());
    for (const share of [0.2, 0.5, 0.9]) {
      const content = readFileSync(file);
      writeFileSync(join(folder, 'cut'), content.subarray(0, content.length * share));
      await expect(readPlanFile(join(folder, 'cut'))).rejects.toThrow('[PlanUnreadable]');
    }
    expect(existsSync(file)).toBe(true);
  });
});
