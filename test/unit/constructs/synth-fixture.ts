import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing, TerraformStack } from 'cdktf';
import {
  KafkaBase,
  type KafkaBaseProps,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
} from '../../../constructs';
import type { ClusterManifest } from '../../../constructs/private/manifest';
import { propsOf } from './cluster-fixture';

type Resource = Readonly<Record<string, unknown>>;

/** A synthesized stack's resources by type and name. */
export interface SynthesizedStack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly moved?: readonly Resource[];
  readonly provider?: Readonly<Record<string, readonly Resource[]>>;
  readonly variable?: Readonly<Record<string, Resource>>;
  readonly terraform: { readonly required_providers: Readonly<Record<string, { readonly version: string }>> };
}

export interface Synthesized {
  readonly base: SynthesizedStack;
  readonly cluster: SynthesizedStack;
  readonly resources: SynthesizedStack;
  readonly manifest: ClusterManifest;
}

/** The three stacks of a cluster, written to disk as a deployment would and read again. */
export function synthesize(
  props: Partial<KafkaClusterProps>,
  declare: (resources: KafkaResources, cluster: KafkaCluster) => void = () => undefined,
  id = 'Resources',
  base: Omit<KafkaBaseProps, 'cluster'> = {},
): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'synth-'));
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  const clusterStack = new TerraformStack(app, 'cluster');
  const cluster = new KafkaCluster(clusterStack, 'Kafka', propsOf(props));
  new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster, ...base });
  const resources = new KafkaResources(new TerraformStack(app, 'resources'), id, { cluster });
  declare(resources, cluster);
  app.synth();
  const read = (...segments: string[]): unknown => JSON.parse(readFileSync(path.join(outdir, ...segments), 'utf8'));
  const stack = (name: string): SynthesizedStack => read('stacks', name, 'cdk.tf.json') as SynthesizedStack;
  const [manifest] = readdirSync(path.join(outdir, 'kafka'));
  return {
    base: stack('base'),
    cluster: stack('cluster'),
    resources: stack('resources'),
    manifest: read('kafka', manifest ?? '') as ClusterManifest,
  };
}
