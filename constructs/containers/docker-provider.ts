import type { DockerProviderConfig } from '@cdktf/provider-docker/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { hasFirstHost, hostsOf, type Placed, type Placement, providerAlias } from '../../model/placement/placement';
import { isByTcp } from '../../model/placement/engine-address';
import { SSH_OPTIONS } from '../../model/placement/ssh-options';
import { ValidationError } from '../../model/violation';
import { DockerProvider } from '../terraform/resources';

/**
 * The bindings were made for 3.6.2, which drops a stopped container from its state and makes it anew; 4.6 starts it.
 * 5 may change more than that.
 */
const VERSION = '>= 4.6.0, < 5.0.0';

/**
 * What a provider reaches an engine by; `DOCKER_HOST` may name one that is reached by SSH. Where an engine is named, no context of
 * `DOCKER_CONTEXT` takes its place, which the provider would prefer, nor do certificates for another one stand in its way.
 */
const connectionTo = (engine: string | undefined): DockerProviderConfig => ({
  host: engine,
  ...(engine !== undefined && { context: '' }),
  ...(engine !== undefined && !isByTcp(engine) && { certPath: '' }),
  ...((engine ?? 'ssh://').startsWith('ssh://') && { sshOpts: [...SSH_OPTIONS] }),
});

/** The engine that the first in a stack has asked for. */
const engines = new WeakMap<TerraformStack, { readonly engine: string | undefined }>();

/**
 * The stack's docker provider, made for the given engine when the stack has none.
 *
 * @throws ValidationError `EnginesDiffer`
 */
export function ensureDockerProvider(scope: Construct, engine: string | undefined): void {
  const stack = TerraformStack.of(scope);
  const first = engines.get(stack) ?? { engine };
  engines.set(stack, first);
  if (first.engine !== engine) {
    throw new ValidationError({
      code: 'EnginesDiffer',
      subject: scope.node.path,
      rule: `engine must be the same for all clusters in one stack, which has one docker provider, for ${first.engine ?? 'what DOCKER_HOST or the default socket reaches'}`,
      value: engine ?? 'none',
      remedy: 'give each the same, or a stack of its own',
    });
  }
  if (!stack.node.children.some((child) => child instanceof DockerProvider && child.alias === undefined)) {
    new DockerProvider(stack, 'docker', connectionTo(engine));
  }
  stack.addOverride('terraform.required_providers.docker.version', VERSION);
}

/**
 * Makes the docker providers of all hosts of a cluster that has several: also of one without servers, and of the first one by its own name, since the state may
 * know what was made there when it was none, or another one was the first.
 */
export function ensureHostProviders(scope: Construct, cluster: Placed): void {
  ensureDockerProvider(scope, cluster.engine);
  for (const host of hostsOf(cluster)) {
    if (host.engine !== cluster.engine || hasFirstHost(cluster)) {
      aliasedProvider(scope, host);
    }
  }
}

/**
 * The docker provider of an engine: undefined for the cluster's own, whose provider is the stack's; an alias for any other, made
 * when the stack has none.
 */
export function dockerProviderOf(
  scope: Construct,
  cluster: Pick<Placed, 'engine'>,
  placement: Placement,
): DockerProvider | undefined {
  return placement.engine === cluster.engine ? undefined : aliasedProvider(scope, placement);
}

function aliasedProvider(scope: Construct, placement: Placement): DockerProvider {
  const stack = TerraformStack.of(scope);
  const alias = providerAlias(placement);
  const made = stack.node.tryFindChild(alias);
  return made instanceof DockerProvider
    ? made
    : new DockerProvider(stack, alias, { ...connectionTo(placement.engine), alias });
}
