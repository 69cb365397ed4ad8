import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PLAN_AGAIN, type ReviewedMove } from '../../model/moving/reviewed-moves';
import { OperationError, type Violation } from '../../model/violation';
import { beyond, type QuorumValues } from '../../rollout/features';
import { type SavedPlan, Terraform, type TerraformFolders } from '../terraform/terraform';
import type { PlanFile } from './plan-file';

type Folders = TerraformFolders & { readonly clusterName: string };

/** What of Terraform's words does nothing. */
const IDLE: ReadonlySet<string> = new Set(['read', 'noop']);

/** Plans that somebody has reviewed: these very plans are applied, or nothing that goes beyond them. */
export class ReviewedPlans {
  private taken = false;

  public constructor(
    private readonly workspace: Folders,
    private readonly file: PlanFile,
  ) {}

  /** What they may destroy with what it holds. */
  public get allowed(): readonly string[] {
    return this.file.review.allowed;
  }

  /** The moves of copies that go with them; none where nobody could tell when they were planned. */
  public get moves(): readonly ReviewedMove[] {
    return this.file.review.moves ?? [];
  }

  /** What the quorum may come to keep. */
  public get values(): QuorumValues {
    return this.file.review.values ?? {};
  }

  /** Whether a resource was reviewed as one that is made anew. */
  public replaces(stack: string, address: string): boolean {
    return this.plannedOf(stack)[address] === 'replace';
  }

  /** Whether they were taken: what is planned afterwards was not reviewed itself. */
  public get areTaken(): boolean {
    return this.taken;
  }

  /**
   * The plans, for Terraform to apply; none of a stack that is planned again when copies have been moved.
   *
   * @throws OperationError `PlanForeign` for each that is of another cluster, or of something else than is declared here; `PlanStale` for
   * each whose state has changed since, also where nothing is to be applied: what somebody has added there is not declared here, and
   * would be taken away. Nothing is touched then
   */
  public async take(stacks: readonly string[]): Promise<readonly SavedPlan[]> {
    const { cluster, stacks: reviewed } = this.file.review;
    OperationError.throwIfAny([
      ...unequal('PlanForeign', 'cluster', 'the plan', cluster, this.workspace.clusterName),
      ...unequal('PlanForeign', 'stacks', cluster, reviewed.map(({ stack }) => stack).join(', '), stacks.join(', ')),
    ]);
    const looked = reviewed.map(async ({ stack, state, declaration }) => [
      ...unequal('PlanForeign', 'declaration', stack, declaration, await declarationOf(this.workspace, stack)),
      ...unequal('PlanStale', 'state', stack, state, await new Terraform(this.workspace, stack).stateVersion()),
    ]);
    OperationError.throwIfAny((await Promise.all(looked)).flat());
    this.taken = true;
    const applied = reviewed.filter(({ later }) => later !== true);
    return await Promise.all(
      applied.map(({ stack, planned }) =>
        new Terraform(this.workspace, stack).takePlan(this.file.plans.get(stack), new Map(Object.entries(planned))),
      ),
    );
  }

  /**
   * Lets go what the reviewers have been shown as leaving.
   *
   * @param lines what leaves now, for people
   * @throws OperationError `PlanExceeded` for each thing that leaves beyond that
   */
  public admitLeaving(lines: readonly string[]): void {
    const reviewed = new Set(leavingIn(this.file.review.leaving));
    OperationError.throwIfAny(
      leavingIn(lines)
        .filter((each) => !reviewed.has(each))
        .map((value) => ({
          code: 'PlanExceeded',
          subject: 'what is declared no more',
          rule: 'must have been reviewed as leaving before it is taken away',
          value,
          remedy: PLAN_AGAIN,
        })),
    );
  }

  /**
   * Lets the quorum come to keep what the reviewers have been shown.
   *
   * @param values what it has yet to keep of what is declared
   * @throws OperationError `PlanExceeded` for each value beyond that
   */
  public admitValues(values: QuorumValues): void {
    OperationError.throwIfAny(
      Object.entries(beyond(values, this.values)).map(([name, value]) => ({
        code: 'PlanExceeded',
        subject: `${name} of the quorum`,
        rule: `must become nothing that was not reviewed, which is ${this.values[name] ?? 'to stay as it is'}`,
        value,
        remedy: PLAN_AGAIN,
      })),
    );
  }

  /**
   * Lets a plan pass that was made after a part of what was reviewed was done.
   *
   * @throws OperationError `PlanExceeded` for each resource that it does something else to
   */
  public admit({ stack, planned }: SavedPlan): void {
    const reviewed = this.plannedOf(stack);
    OperationError.throwIfAny(
      [...planned]
        .filter(([address, action]) => !IDLE.has(action) && reviewed[address] !== action)
        .map(([address, action]) => ({
          code: 'PlanExceeded',
          subject: `${address} of ${stack}`,
          rule: `must be done nothing to that was not reviewed, which is ${reviewed[address] ?? 'nothing'}`,
          value: action,
          remedy: PLAN_AGAIN,
        })),
    );
  }

  /** What is done to each resource of a stack, in Terraform's words. */
  private plannedOf(stack: string): Readonly<Record<string, string>> {
    return this.file.review.stacks.find((each) => each.stack === stack)?.planned ?? {};
  }
}

/** Each thing that leaves, from the lines that people were shown. */
const leavingIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const [, kind = '', names = ''] = /^\s*([^:]+): (.*)$/.exec(line) ?? [];
    return names.split(', ').map((name) => `${kind}: ${name}`);
  });

/** What tells a stack's declaration from every other one. */
export async function declarationOf(folders: Pick<Folders, 'stackFolder'>, stack: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path.join(folders.stackFolder(stack), 'cdk.tf.json')))
    .digest('hex');
}

const CAUSES = {
  cluster: 'must be of this cluster',
  stacks: 'must have been planned of the stacks that are declared here',
  declaration: 'must have been planned of what is declared here: deploy from the commit that was planned',
  state: 'its state must be the one that was planned on',
} as const;

function unequal(
  code: 'PlanForeign' | 'PlanStale',
  cause: keyof typeof CAUSES,
  subject: string,
  planned: string,
  there: string,
): readonly Violation[] {
  return planned === there
    ? []
    : [{ code, subject, rule: CAUSES[cause], value: `${there}, and not ${planned}`, remedy: PLAN_AGAIN }];
}
