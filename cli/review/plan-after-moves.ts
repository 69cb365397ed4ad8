import { withoutFactorRefusals } from '../../model/moving/factor-refusal';
import { type SavedPlan, Terraform, type TerraformFolders } from '../terraform/terraform';
import { TrialStack } from '../terraform/trial-stack';

/** What Terraform would do to a stack whose topics have as many copies as they are declared with: nothing that could be applied before. */
export async function planAfterMoves<T>(
  folders: TerraformFolders,
  stack: string,
  make: (terraform: Terraform) => Promise<SavedPlan>,
  look: (terraform: Terraform, plan: SavedPlan) => Promise<T>,
): Promise<T> {
  const state = await new Terraform(folders, stack).pullState();
  const planned = async (trial: Terraform): Promise<T> => {
    const plan = await make(trial);
    return await look(trial, plan).finally(() => trial.forgetPlan(plan));
  };
  return await TrialStack.during(planned, folders, stack, state, withoutFactorRefusals);
}
