import { DockerProvider } from '@cdktf/provider-docker/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * The bindings were made for 3.6.2, which drops a stopped container from its state and makes it anew; 4.6 starts it.
 * 5 may change more than that.
 */
const VERSION = '>= 4.6.0, < 5.0.0';

/** The stack's docker provider, made for the given engine when the stack has none. */
export function ensureDockerProvider(scope: Construct, engine: string | undefined): void {
  const stack = TerraformStack.of(scope);
  if (!stack.node.children.some((child) => child instanceof DockerProvider)) {
    new DockerProvider(stack, 'docker', { host: engine });
  }
  stack.addOverride('terraform.required_providers.docker.version', VERSION);
}
