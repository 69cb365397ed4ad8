import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../model/formats/json';
import { OperationError } from '../../model/violation';

/** The file by which a folder is a project. */
const CONFIGURATION = 'cdktf.json';

/** What cdktf reads of a project, as far as it is read here. */
const configuration = z.object({
  /** Command of a shell that synthesizes. */
  app: z.string().min(1),
  output: z.string().min(1).default('cdktf.out'),
});

/** What cdktf writes about an app, as far as it is read here. */
const appManifest = z.object({ stacks: z.record(z.string(), z.unknown()) });
const metadataSoftware = z.object({ kind: z.string(), version: z.string() });
/** What tells a cluster's manifest from one that an earlier synthesis has left behind. */
const clusterManifest = z.object({
  name: z.string(),
  kafkaVersion: z.string().optional(),
  metadata: metadataSoftware
    .extend({ migration: z.object({ former: metadataSoftware.optional() }).optional() })
    .optional(),
  stacks: z.object({ cluster: z.string() }),
});

/** The nearest folder with a `cdktf.json`, from the given one up: Terraform calls commands from a stack's folder. The given one where there is none. */
export function projectFolder(from: string = process.cwd()): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, CONFIGURATION))) {
      return folder;
    }
    if (folder === path.dirname(folder)) {
      return path.resolve(from);
    }
  }
}

/** Folder that a project is synthesized into. */
export function synthesizedFolder(project: string): string {
  const file = path.join(project, CONFIGURATION);
  return path.resolve(project, existsSync(file) ? readConfiguration(file).output : 'cdktf.out');
}

/**
 * The command that synthesizes a project.
 *
 * @throws OperationError `ProjectMissing`, `ProjectUnreadable`
 */
export function appOf(project: string): string {
  const file = path.join(project, CONFIGURATION);
  if (!existsSync(file)) {
    throw new OperationError({
      code: 'ProjectMissing',
      subject: project,
      rule: `must have a ${CONFIGURATION}, or lie in a folder that has one`,
      remedy: 'run this in a project; cdktf-kafka init NAME makes one',
    });
  }
  return readConfiguration(file).app;
}

function readConfiguration(file: string): z.infer<typeof configuration> {
  const { data } = configuration.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (data === undefined) {
    throw new OperationError({
      code: 'ProjectUnreadable',
      subject: file,
      rule: 'must be JSON, with the command that synthesizes as its app',
      remedy: 'write it as cdktf does: { "language": "typescript", "app": "node --import tsx main.ts" }',
    });
  }
  return data;
}

/** A cluster that a synthesis has declared. */
interface DeclaredCluster {
  readonly name: string;
  readonly kafkaVersion?: string;
  readonly metadata?: MetadataSoftware & { readonly migration?: { readonly former?: MetadataSoftware } };
}

type MetadataSoftware = Readonly<z.infer<typeof metadataSoftware>>;

/** The clusters that the last synthesis has declared. */
export function declaredClusters(synthesized: string): readonly DeclaredCluster[] {
  const app = appManifest.safeParse(readJson(path.join(synthesized, 'manifest.json')));
  const folder = path.join(synthesized, 'kafka');
  if (!app.success || !existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => clusterManifest.safeParse(readJson(path.join(folder, file))).data ?? [])
    .filter(({ stacks }) => Object.hasOwn(app.data.stacks, stacks.cluster))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * The cluster that is meant: the named one, or the only one.
 *
 * @param synthesized folder of the synthesis
 * @throws OperationError `ManifestMissing`, `ClusterAmbiguous`, `ClusterUndeclared`
 */
export function declaredCluster(project: string, synthesized: string, named?: string): DeclaredCluster {
  const clusters = declaredClusters(synthesized);
  const [first, ...others] = clusters;
  const names = clusters.map(({ name }) => name).join(', ');
  if (first === undefined) {
    throw new OperationError({
      code: 'ManifestMissing',
      subject: path.join(synthesized, 'kafka'),
      rule: 'must have the manifest of a cluster',
      remedy: 'run npm run synth, or name the file that synth wrote (--manifest)',
    });
  }
  if (named === undefined && others.length > 0) {
    throw new OperationError({
      code: 'ClusterAmbiguous',
      subject: project,
      rule: 'must declare one cluster, where nothing says which of several is meant',
      value: names,
      remedy: `name it: KAFKA_CLUSTER=${first.name}`,
    });
  }
  const found = named === undefined ? first : clusters.find(({ name }) => name === named);
  if (found === undefined) {
    throw new OperationError({
      code: 'ClusterUndeclared',
      subject: `KAFKA_CLUSTER=${String(named)}`,
      rule: 'must name a cluster that main.ts declares',
      value: names,
      remedy: 'name one of these, or none; or have main.ts read its name there',
    });
  }
  return found;
}

const readJson = (file: string): unknown => (existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined);
