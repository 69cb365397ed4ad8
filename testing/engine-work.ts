import type Docker from 'dockerode';
import { LABELS } from '../model/names/names';
import { OperationError } from '../model/violation';
import { allEnded } from '../runtime/all-ended';
import { ask, ifThere, removeContainer, statusOf, sweepHelpers } from '../runtime/engine/engine';
import { imageUnavailable, pullImage } from '../runtime/engine/image-pull';
import { violationsIn } from '../runtime/engine/steps';
import { archiveOf } from '../runtime/files/archive';
import { messageOf } from '../runtime/wait';
import type { EnginePlan, PlannedContainer } from './engine-plan';

/** Sees to the images of a plan: those that the engine has not got are pulled. @throws OperationError `ImageUnavailable` */
export async function provideImages(engine: Docker, images: readonly string[]): Promise<void> {
  const missing = images.map(async (image) => {
    if ((await ask('images', ifThere(engine.getImage(image).inspect()))) !== undefined) {
      return;
    }
    try {
      await pullImage(engine, image);
    } catch (error) {
      throw new OperationError(imageUnavailable(image, messageOf(error)));
    }
  });
  await Promise.all(missing);
}

/** Makes the networks and volumes of a plan. */
export async function makeGround(engine: Docker, { networks, volumes }: EnginePlan): Promise<void> {
  await allEnded([
    ...networks.map((network) => engine.createNetwork(network)),
    ...volumes.map((volume) => engine.createVolume(volume)),
  ]);
}

/** Makes a container, and gives it its files; it does not run yet. */
export async function makeContainer(engine: Docker, planned: PlannedContainer): Promise<Docker.Container> {
  const container = await engine.createContainer(planned.options);
  for (const network of planned.networks) {
    await engine.getNetwork(network).connect({ Container: container.id });
  }
  if (planned.files.length > 0) {
    const files = planned.files.map(({ path, content }) => ({ name: path.slice(1), mode: 0o644, content }));
    await container.putArchive(await archiveOf(files), { path: '/' });
  }
  return container;
}

/** Runs a step to its end. @throws OperationError what the step says, or `StepFailed` */
export async function runStep(engine: Docker, planned: PlannedContainer): Promise<void> {
  const container = await makeContainer(engine, planned);
  await container.start();
  // Only now: of one that was never started it says at once that it does not run.
  const { StatusCode: code } = (await container.wait()) as { readonly StatusCode: number };
  if (code !== 0) {
    const log = (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8');
    const said = violationsIn(log);
    throw new OperationError(
      ...(said.length > 0
        ? said
        : [
            {
              code: 'StepFailed',
              subject: planned.name,
              rule: 'the step must end with 0',
              value: code,
              remedy: 'look at its last lines: ' + log.trim().split('\n').slice(-5).join(' | '),
            },
          ]),
    );
  }
}

/** Whether somebody else had a port first. */
export const isPortTaken = (error: unknown): boolean =>
  statusOf(error) === 500 && /port is already allocated|address already in use/.test(String(error));

/** Takes a test cluster away: containers, then their networks and volumes. One that is deployed has no such mark, whatever it is named. */
export async function removeCluster(engine: Docker, name: string): Promise<void> {
  const filters = { label: [`${LABELS.testing}=${name}`] };
  const containers = await ask('containers', engine.listContainers({ all: true, filters }));
  // What fetched its users' files has the cluster's label alone.
  await allEnded([sweepHelpers(engine, name), ...containers.map(({ Id }) => removeContainer(engine, Id))]);
  const [networks, { Volumes: volumes }] = await Promise.all([
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  await allEnded([
    ...networks.map(({ Id }) => ifThere(engine.getNetwork(Id).remove())),
    ...volumes.map(({ Name }) => ifThere(engine.getVolume(Name).remove())),
  ]);
}

/** Names of all test clusters of which an engine has anything. */
export async function markedClusters(engine: Docker): Promise<readonly string[]> {
  const filters = { label: [LABELS.testing] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    ask('containers', engine.listContainers({ all: true, filters })),
    ask('networks', engine.listNetworks({ filters })),
    ask('volumes', engine.listVolumes({ filters })),
  ]);
  const marks = [...containers, ...networks, ...volumes].map(({ Labels }) => Labels?.[LABELS.testing]);
  return [...new Set(marks.filter((mark) => mark !== undefined))];
}

/** Names of the test clusters of a home, of which every container is older. */
export async function clustersOfHome(
  engine: Docker,
  home: string,
  { madeBefore }: { readonly madeBefore: Date },
): Promise<readonly string[]> {
  const filters = { label: [`${LABELS.testingHome}=${home}`] };
  const containers = await ask('containers', engine.listContainers({ all: true, filters }));
  const namesOf = (found: readonly Docker.ContainerInfo[]): readonly string[] =>
    found.flatMap(({ Labels }) => Labels[LABELS.testing] ?? []);
  const recent = namesOf(containers.filter(({ Created }) => Created * 1_000 >= madeBefore.getTime()));
  return [...new Set(namesOf(containers))].filter((name) => !recent.includes(name));
}
