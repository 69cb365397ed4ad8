import { join } from 'node:path';
import { OperationError } from '../../model/violation';
import { type ClusterManifest, manifestSchema } from '../../model/manifest/manifest';
import { parseJson, readRequired } from './required-file';

/** The manifest in `text`; `file` is only for what a failure says. */
export function parseManifest(text: string, file: string): ClusterManifest {
  const json = parseJson(text);
  if (json === undefined) {
    throw new OperationError({
      code: 'ManifestUnreadable',
      subject: file,
      rule: 'must be JSON',
      remedy: 'run npm run synth, which writes it anew',
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A manifest of another schema breaks many rules besides: the schema alone is worth saying.
    const form = issues.filter(({ path }) => path[0] === 'schema');
    throw new OperationError(
      ...(form.length === 0 ? issues : form).map((issue) => ({
        code: 'ManifestUnreadable',
        subject: `${file}, ${issue.path.map(String).join('.') || 'whole file'}`,
        rule: issue.message,
        remedy: 'run npm run synth with the version of this package that runs now',
      })),
    );
  }
  return parsed.data;
}

/** Where synth writes the manifest of a cluster. */
export function manifestPath(cluster: string, cdktfOut = 'cdktf.out'): string {
  return join(cdktfOut, 'kafka', `${cluster}.json`);
}

/** Reads and checks a manifest. */
export async function readManifest(file: string): Promise<ClusterManifest> {
  return parseManifest(await readRequired(file, { code: 'ManifestMissing', remedy: 'run npm run synth' }), file);
}

/** Every stack of a cluster, in the order in which they are deployed. */
export function allStacks({ stacks: { base, cluster, resources, services } }: ClusterManifest): readonly string[] {
  return [base, cluster, ...resources, ...services];
}
