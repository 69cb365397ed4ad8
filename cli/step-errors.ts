import type { Violation } from '../model/violation';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LABELS } from '../model/names/names';
import { Engines } from '../runtime/engine/engines';

/** Roles of the containers that run once, as a step of a deployment. */
export const STEP_ROLES: readonly string[] = ['keytool', 'configure', 'keytabs'];

/** Why steps have failed, in their own words: Terraform says no more of one than that it did. */
export async function stepViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const containers = await new Engines(manifest).containers([`${LABELS.cluster}=${manifest.name}`]);
  const failed = containers.filter(
    ({ Labels, State, Status }) =>
      State === 'exited' && STEP_ROLES.includes(Labels[LABELS.role] ?? '') && !Status.startsWith('Exited (0)'),
  );
  const logs = await Promise.all(
    failed.map(({ engine, Id }) => engine.getContainer(Id).logs({ stdout: true, stderr: true, follow: false })),
  );
  return logs.flatMap((log) => violationsIn(log.toString('utf8')));
}

/** Lines `[Code] subject: rule; remedy`; the engine puts eight bytes before what was written at once. */
export function violationsIn(log: string): readonly Violation[] {
  return log.split('\n').flatMap((line): Violation | readonly Violation[] => {
    const [, code, subject, rule, remedy] = /\[([A-Z]\w+)\] (.+?): (.+?); (.+)$/.exec(line) ?? [];
    return code === undefined || subject === undefined || rule === undefined || remedy === undefined
      ? []
      : { code, subject, rule, remedy };
  });
}
