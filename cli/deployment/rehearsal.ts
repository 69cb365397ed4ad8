import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { templateText } from '../../model/formats/terraform-template';
import { LABELS } from '../../model/names/names';
import { hostsOf, type Placement, providerAlias } from '../../model/placement/placement';
import { OperationError, type Violation } from '../../model/violation';
import { ifThere, removeContainer } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { STEP_ROLES } from '../../model/retirement/retirement';
import { violationsIn } from '../../runtime/engine/steps';
import { type ArchivedFile, archiveOf } from '../../runtime/files/archive';
import { dockerLabels, roleIn } from '../../runtime/terraform/docker-labels';
import type { Workspace } from '../workspace';

const step = z.object({
  name: z.string(),
  /** Absent for the one of the cluster's own engine. */
  provider: z.string().optional(),
  image: z.string(),
  entrypoint: z.array(z.string()),
  env: z.array(z.string()).default([]),
  labels: dockerLabels,
  upload: z.array(z.object({ file: z.string(), content: z.string().optional() })).default([]),
  volumes: z.array(z.object({ container_path: z.string(), volume_name: z.string() })).default([]),
});
const stack = z.object({ resource: z.object({ docker_container: z.record(z.string(), z.unknown()) }) });

type Step = z.infer<typeof step>;

/** What the steps say of the volumes that there are. */
export interface Rehearsal {
  readonly violations: readonly Violation[];
  /** What they would go on after. */
  readonly notes: readonly string[];
}

/**
 * Has the steps of the base look at the volumes that there are, before Terraform makes or changes anything: they are what refuses
 * a deployment in whichever way it comes, and here they write nothing.
 *
 * @param firstHost the host that has the authorities, where that is not the first one yet
 * @throws OperationError `StepFailed` when one could not look
 */
export async function rehearse(
  workspace: Workspace,
  manifest: ClusterManifest,
  firstHost?: Placement,
): Promise<Rehearsal> {
  const engines = new Engines(manifest);
  const said = await Promise.all(
    (await stepsOf(workspace, manifest)).map((each) =>
      look(engineOf(each, manifest, engines, firstHost), manifest, each),
    ),
  );
  return { violations: said.flatMap(({ violations }) => violations), notes: said.flatMap(({ notes }) => notes) };
}

/** Steps that configure servers run on every host, and all others on the first one. */
function engineOf(
  { provider, labels }: Step,
  manifest: ClusterManifest,
  engines: Engines,
  firstHost: Placement | undefined,
): Docker {
  if (firstHost !== undefined && roleIn(labels) !== 'configure') {
    return engines.at(firstHost);
  }
  const host = hostsOf(manifest).find((each) => provider === `docker.${providerAlias(each)}`);
  return host === undefined ? engines.own : engines.at(host);
}

async function stepsOf(workspace: Workspace, { stacks }: ClusterManifest): Promise<readonly Step[]> {
  const file = path.join(workspace.stackFolder(stacks.base), 'cdk.tf.json');
  const { resource } = stack.parse(JSON.parse(await readFile(file, 'utf8')));
  return Object.values(resource.docker_container)
    .map((each) => step.parse(each))
    .filter(({ labels }) => STEP_ROLES.includes(roleIn(labels) ?? ''));
}

async function look(engine: Docker, manifest: ClusterManifest, each: Step): Promise<Rehearsal> {
  const { Volumes: there } = await engine.listVolumes();
  // A volume that is named and not there would be made.
  const volumes = each.volumes.filter(({ volume_name }) => there.some(({ Name }) => Name === volume_name));
  const container = volumes.length === 0 ? undefined : await create(engine, manifest, each, volumes);
  if (container === undefined) {
    return { violations: [], notes: [] };
  }
  try {
    await container.putArchive(await archiveOf(filesOf(each)), { path: '/' });
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { readonly StatusCode: number };
    const lines = (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8').split(/\r?\n/);
    const violations = violationsIn(lines.join('\n'));
    if (code !== 0 && violations.length === 0) {
      throw new OperationError({
        code: 'StepFailed',
        subject: each.name,
        rule: 'the step must be able to look at the volumes that there are',
        value: lines
          .filter((line) => line !== '')
          .slice(-3)
          .join(' | '),
        remedy: 'see that the engine runs containers of its image, and run this again',
      });
    }
    return { violations, notes: code === 0 ? lines.filter((line) => line !== '') : [] };
  } finally {
    await removeContainer(engine, container.id);
  }
}

/** Undefined where the engine has no image yet that it could run from: the step itself looks again. */
async function create(
  engine: Docker,
  manifest: ClusterManifest,
  each: Step,
  volumes: Step['volumes'],
): Promise<Docker.Container | undefined> {
  return await ifThere(
    engine.createContainer({
      Image: each.image,
      Entrypoint: each.entrypoint.map(templateText),
      Cmd: [],
      Env: [...each.env, 'LOOK_ONLY=yes'],
      User: '0:0',
      Tty: true,
      Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: 'fetch' },
      HostConfig: {
        NetworkMode: 'none',
        // Whatever the engine does by itself: this log is read.
        LogConfig: { Type: 'json-file', Config: {} },
        CapDrop: ['ALL'],
        CapAdd: ['DAC_OVERRIDE'],
        SecurityOpt: ['no-new-privileges:true'],
        Mounts: volumes.map(({ container_path: target, volume_name: source }) => ({
          Type: 'volume',
          Source: source,
          Target: target,
          ReadOnly: true,
        })),
      },
    }),
  );
}

/** The files that are no secret: none that is one is looked at. */
const filesOf = ({ upload }: Step): readonly ArchivedFile[] =>
  upload.flatMap(({ file, content }) =>
    content === undefined ? [] : [{ name: file.replace(/^\//, ''), content: templateText(content) }],
  );
