import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * A file as Terraform finds it from the folder of a scope's stack, where it runs. The path stays the same when the whole project lies
 * elsewhere, so that a plan that was made there is applied here.
 */
export function fromStack(scope: Construct, file: string): string {
  const { outdir } = App.of(scope);
  return path.relative(path.resolve(outdir, 'stacks', TerraformStack.of(scope).node.id), path.resolve(file));
}
