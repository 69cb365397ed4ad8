import type Docker from 'dockerode';
import { runSteps } from '../../bootstrap/run-steps';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { hostNameOf, hostsOf, type Placement, placementOf } from '../../model/placement/placement';
import { secretsVolume } from '../../model/names/names';
import type { StackResources } from '../../model/retirement/stack-resources';
import { OperationError, type Violation } from '../../model/violation';
import { copyFolder, folderDigest } from '../../runtime/credentials/copied-folder';
import { mountedVolumes } from '../../runtime/credentials/identity-files';
import { ask, sweepHelpers } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { pullMissingImage } from '../../runtime/engine/image-pull';
import {
  type Found,
  type Inventory,
  removeInventory,
  removeVolume,
  stopAndRemove,
  takeInventory,
} from '../../runtime/engine/inventory';
import { emptied, stateWith } from '../../runtime/terraform/state-file';
import { stackAdoption } from '../adoption/stack-adoption';
import { writeState } from '../adoption/written-state';
import { leftByFirstHost, volumesToTake } from '../first-host';
import { copyImages } from '../host-images';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';

type Progress = (line: string) => void;

/** Files that are named, of those that differ. */
const SHOWN = 5;

/**
 * Has all that is no server come to the host that is declared first: authorities, identities, and what services have kept. It is copied and compared, the
 * state of the base is made anew of what stands, and a deployment makes steps and services there. Servers stay, and run on. Whoever is cut off does it again:
 * until that state is written, the former host has everything, and what it has goes at the end of a deployment.
 */
export class FirstHostMove {
  private readonly engines: Engines;

  /** @param declared what each stack declares */
  public constructor(
    private readonly workspace: Workspace,
    private readonly manifest: ClusterManifest,
    private readonly declared: readonly StackResources[],
    private readonly former: Placement,
  ) {
    this.engines = new Engines(manifest);
  }

  /** Moves it there, and leaves services to a deployment. */
  public async run(): Promise<void> {
    const { manifest, former } = this;
    const [own] = hostsOf(manifest);
    const to = own === undefined ? '' : hostNameOf(own);
    await runSteps([
      { title: 'Hand images to the hosts', run: (progress) => copyImages(manifest, this.declared, progress) },
      { title: 'See what can be moved', run: () => this.admit() },
      {
        title: `Move what is no server from ${hostNameOf(former)} to ${to}`,
        run: (progress) => this.move(progress),
      },
      { title: 'Have the state say so', run: () => this.rewriteState() },
    ]);
  }

  /** What would be refused is refused while everything is as it was. */
  private async admit(): Promise<undefined> {
    const { manifest, engines, former } = this;
    OperationError.throwIfAny((await this.adoption()).violations);
    for (const engine of [engines.own, engines.at(former)]) {
      await pullMissingImage(engine, manifest.images.kafka);
      // A copy that was cut off holds the volumes.
      await sweepHelpers(engine, manifest.name, { role: 'copy' });
    }
    return undefined;
  }

  private async move(progress: Progress): Promise<string> {
    const { manifest, declared, former } = this;
    const inventory = await takeInventory(manifest, this.engines);
    // What writes to a volume would go on doing so while it is copied.
    for (const container of leftByFirstHost(manifest, declared, inventory).containers) {
      progress(`${container.name}: taking it away from ${hostNameOf(container.placement)}`);
      await stopAndRemove(container);
    }
    const volumes = volumesToTake(manifest, declared, inventory, former);
    for (const volume of volumes) {
      await this.makeRoom(volume, inventory);
    }
    const names = volumes.map(({ name }) => name);
    const mounting = { volumes: names, role: 'copy' as const };
    await mountedVolumes(this.engines.at(former), manifest, { ...mounting, readOnly: true }, (from, mountOf) =>
      mountedVolumes(this.engines.own, manifest, { ...mounting, readOnly: false }, async (to) => {
        for (const name of names) {
          progress(name);
          await copyWhole({ from, to, path: mountOf(name), name });
        }
      }),
    );
    return counted(names.length, 'volume');
  }

  /** A volume of the same name that was there before may hold what is no more; a server's own is in use, and is written over. */
  private async makeRoom({ name, engine }: Found, { volumes }: Inventory): Promise<void> {
    const { manifest, engines } = this;
    const there = volumes.filter((each) => each.name === name && each.placement.engine === manifest.engine);
    const isServersOwn = [...manifest.brokers, ...manifest.metadata.servers].some(
      (server) => secretsVolume(server) === name && placementOf(manifest, server.container).engine === manifest.engine,
    );
    if (isServersOwn && there.length > 0) {
      return;
    }
    for (const volume of there) {
      const used = await removeVolume(volume);
      if (used !== undefined) {
        throw new OperationError({
          code: 'VolumeInUse',
          subject: `volume ${name}`,
          rule: 'must be used by nobody on the host that is declared first, before it comes there from another one',
          value: used.by.join(', '),
          remedy: 'remove what uses it (docker rm), and deploy again',
        });
      }
    }
    const {
      Labels: labels,
      Driver: driver,
      Options: options,
    } = await ask(`volume ${name}`, engine.getVolume(name).inspect());
    await ask(
      `volume ${name}`,
      engines.own.createVolume({ Name: name, Driver: driver, DriverOpts: options ?? {}, Labels: labels }),
    );
  }

  /** What stands is the base's as it is declared now; one that was cut off before has the former host's state, whole. */
  private async rewriteState(): Promise<string> {
    const { base } = this.manifest.stacks;
    const { violations, state } = await this.adoption();
    OperationError.throwIfAny(violations);
    await writeState(this.workspace, base, state);
    return base;
  }

  /** The state of the base, if it were made of what stands. */
  private async adoption(): Promise<{ readonly violations: readonly Violation[]; readonly state: string }> {
    const { workspace, manifest, engines } = this;
    const { base } = manifest.stacks;
    const before = emptied(await new Terraform(workspace, base).pullState());
    const inventory = await takeInventory(manifest, engines);
    const seen = { manifest, engines, inventory, answers: false, logins: [] };
    // Where a deployment was cut off that had made nothing, nothing is taken up.
    const { violations, state = stateWith(before, '', []) } = await stackAdoption(workspace, base, seen, before);
    return { violations, state };
  }
}

/** Takes away what the former first host has still, once all is deployed. */
export const clearFormerFirstHost = async (
  manifest: ClusterManifest,
  declared: readonly StackResources[],
): Promise<string> =>
  await removeInventory(manifest, leftByFirstHost(manifest, declared, await takeInventory(manifest)));

interface CopiedVolume {
  readonly from: Docker.Container;
  readonly to: Docker.Container;
  /** Where it is mounted in both. */
  readonly path: string;
  readonly name: string;
}

async function copyWhole({ from, to, path, name }: CopiedVolume): Promise<void> {
  await copyFolder({ from, to, path, awaiting: `volume ${name} to be copied` });
  const copied = await folderDigest(to, path);
  const former = await folderDigest(from, path);
  const differing = [...former].flatMap(([file, digest]) => (copied.get(file) === digest ? [] : [file]));
  if (differing.length > 0) {
    throw new OperationError({
      code: 'CopyDiffers',
      subject: `volume ${name}`,
      rule: 'must hold the same files on the host that is declared first as on the former one, which keeps what it has',
      value:
        differing.slice(0, SHOWN).join(', ') +
        (differing.length > SHOWN ? ` and ${differing.length - SHOWN} more` : ''),
      remedy: 'see that nothing writes to it on either host, and deploy again',
    });
  }
}
