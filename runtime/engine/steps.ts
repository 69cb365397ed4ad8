import type { Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames, LABELS } from '../../model/names/names';
import { STEP_ROLES } from '../../model/retirement/retirement';
import { type ContainerOnEngine, Engines } from './engines';

/** Why steps have failed, in their own words: Terraform says no more of one than that it did. */
export async function stepViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  return (await Promise.all((await failedSteps(manifest)).map(said))).flat();
}

/** The same of those that prepare what servers stand on, also of one that has failed without a word. */
export async function baseViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const { keytoolStep, configurationStep, keytabStep } = new ClusterNames(manifest.name);
  const failed = (await failedSteps(manifest)).flatMap((step) => {
    const name = step.Names[0]?.slice(1) ?? '';
    return [keytoolStep, configurationStep, keytabStep].includes(name) ? { name, step } : [];
  });
  const violations = failed.map(async ({ name, step }): Promise<readonly Violation[]> => {
    const own = await said(step);
    return own.length > 0
      ? own
      : [
          {
            code: 'StepFailed',
            subject: name,
            rule: 'the step must have ended with 0 before a server is replaced',
            value: step.Status,
            remedy: `see why with: docker logs ${name}; mend the cause, then: docker rm ${name} and apply its stack again`,
          },
        ];
  });
  return (await Promise.all(violations)).flat();
}

async function failedSteps(manifest: ClusterManifest): Promise<readonly ContainerOnEngine[]> {
  const containers = await new Engines(manifest).containers([`${LABELS.cluster}=${manifest.name}`]);
  return containers.filter(
    ({ Labels, State, Status }) =>
      State === 'exited' && STEP_ROLES.includes(Labels[LABELS.role] ?? '') && !Status.startsWith('Exited (0)'),
  );
}

async function said({ engine, Id }: ContainerOnEngine): Promise<readonly Violation[]> {
  const log = await engine.getContainer(Id).logs({ stdout: true, stderr: true, follow: false });
  return violationsIn(log.toString('utf8'));
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
