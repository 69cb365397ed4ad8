import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationError } from '../../model/violation';
import { type ClusterManifest, manifestSchema } from '../../model/manifest/manifest';

/** The manifest in `text`; `file` is only for what a failure says. */
export function parseManifest(text: string, file: string): ClusterManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
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
    // One of another form lacks much else besides, of which nobody needs to hear.
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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new OperationError({
      code: 'ManifestMissing',
      subject: file,
      rule: 'must be there and readable',
      value: (error as NodeJS.ErrnoException).code,
      remedy: 'run npm run synth',
    });
  }
  return parseManifest(text, file);
}

/** Every stack of a cluster, in the order in which they are deployed. */
export function allStacks({ stacks: { base, cluster, resources, services } }: ClusterManifest): readonly string[] {
  return [base, cluster, ...resources, ...services];
}
