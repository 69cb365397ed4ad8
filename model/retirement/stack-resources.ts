import { z } from 'zod';

/** What a stack declares on one of a cluster's engines. */
export interface Declared {
  readonly name: string;
  /** Alias of the provider whose engine is to have it; absent for the cluster's own. */
  readonly provider?: string;
}

/** A container, network or volume that a stack declares. */
export interface DeclaredOnEngine extends Declared {
  readonly kind: 'container' | 'network' | 'volume';
}

/** What a stack declares on the engine, by its names there, and everything in it by its address in the state. */
export interface StackResources {
  readonly addresses: readonly string[];
  readonly containers: readonly string[];
  readonly images: readonly Declared[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** The same containers, networks and volumes, each with where it is declared. */
  readonly onEngines: readonly DeclaredOnEngine[];
}

const resources = z.record(z.string(), z.object({ name: z.string().optional(), provider: z.string().optional() }));
const stackSchema = z.object({ resource: z.record(z.string(), resources).default({}) });

/** What a synthesized stack, a file `cdk.tf.json`, declares. */
export function stackResources(synthesized: unknown): StackResources {
  const { resource } = stackSchema.parse(synthesized);
  const placed = (type: string): readonly Declared[] =>
    Object.entries(resource[type] ?? {}).map(([id, { name = id, provider }]) => ({
      name,
      // As Terraform writes it, `docker.ALIAS`.
      ...(provider !== undefined && { provider: provider.replace(/^docker\./, '') }),
    }));
  const named = (type: string): readonly string[] => placed(type).map(({ name }) => name);
  return {
    addresses: Object.entries(resource).flatMap(([type, all]) => Object.keys(all).map((id) => `${type}.${id}`)),
    containers: named('docker_container'),
    images: placed('docker_image'),
    networks: named('docker_network'),
    volumes: named('docker_volume'),
    onEngines: (['container', 'network', 'volume'] as const).flatMap((kind) =>
      placed(`docker_${kind}`).map((each) => ({ kind, ...each })),
    ),
  };
}
