import type { TerraformStack } from 'cdktf';
import { ValidationError } from '../../model/violation';

/**
 * Has a stack applied after another one.
 *
 * @throws ValidationError `StacksCircular`
 */
export function applyAfter(stack: TerraformStack, earlier: TerraformStack, subject: string): void {
  if (stack === earlier) {
    return;
  }
  if (earlier.dependsOn(stack)) {
    throw new ValidationError({
      code: 'StacksCircular',
      subject,
      rule: `its stack must come after ${earlier.node.id}, which comes after that one already`,
      value: stack.node.id,
      remedy: 'give it a TerraformStack of its own',
    });
  }
  stack.addDependency(earlier);
}
