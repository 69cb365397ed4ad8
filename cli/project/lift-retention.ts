import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../runtime/files/atomic-file';
import { parseJson, readRequired } from '../../runtime/files/required-file';
import type { Workspace } from '../workspace';

const withVolumes = z.looseObject({
  resource: z.looseObject({
    docker_volume: z.record(z.string(), z.looseObject({ lifecycle: z.looseObject({}).optional() })),
  }),
});

/**
 * Lifts the rule that keeps volumes from what was synthesized, until the next synthesis: for who has asked to take them away. So it is in
 * every project, whatever its `main.ts` says.
 */
export async function liftRetention(workspace: Pick<Workspace, 'manifest' | 'stackFolder'>): Promise<void> {
  const { stacks } = await workspace.manifest();
  const file = path.join(workspace.stackFolder(stacks.base), 'cdk.tf.json');
  const text = await readRequired(file, { code: 'StackMissing', remedy: 'run npm run synth' });
  const { resource, ...rest } = withVolumes.parse(parseJson(text));
  const volumes = Object.entries(resource.docker_volume).map(([id, volume]) => [
    id,
    { ...volume, lifecycle: { ...volume.lifecycle, prevent_destroy: false } },
  ]);
  const lifted = { ...rest, resource: { ...resource, docker_volume: Object.fromEntries(volumes) as unknown } };
  await writeWhole(file, `${JSON.stringify(lifted, undefined, 2)}\n`);
}
