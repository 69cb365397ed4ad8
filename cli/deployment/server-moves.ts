import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames, isVolumeOf, secretsVolume } from '../../model/names/names';
import { hostNameOf, hostsOf, type Placement, placementOf } from '../../model/placement/placement';
import type { StackResources } from '../../model/retirement/stack-resources';
import { OperationError } from '../../model/violation';
import { containerAddress } from '../../model/names/resource-address';
import { runSteps } from '../../bootstrap/run-steps';
import { passGate } from '../../rollout/gate';
import { removeEndedTurns } from '../../rollout/ended-turns';
import { gateInputs } from '../../rollout/gate-inputs';
import { moveCopies, type MovingEnvironment } from '../../rollout/moving/moving';
import {
  awaitCopies,
  copiesToTake,
  type CopiesToTake,
  patienceForBroker,
  withoutBrokers,
} from '../../rollout/moving/server-copies';
import { awaitRecords, onlyMetadataMoves } from '../../rollout/moving/quorum-records';
import { forgetLeaving, type RetirementEnvironment } from '../../rollout/retire';
import { ownRun } from '../../rollout/terraform-run';
import {
  type Found,
  type Inventory,
  removeInventory,
  stopAndRemove,
  takeInventory,
} from '../../runtime/engine/inventory';
import { say } from '../../runtime/process/terminal';
import { copyImages } from '../host-images';
import type { MovedServer } from '../hosts-kept';
import type { Leaving } from '../leaving';
import { movingEnvironment, type MovingFlags } from '../moving-environment';
import { retirementEnvironment } from '../retirement-environment';
import type { StackDeployer } from '../stack-deployer';
import { progressStyle } from '../terraform/progress-board';
import type { Workspace } from '../workspace';
import { letStartEmpty } from './standing-cluster';

/** What is moved, of what stands. */
export interface ServersToMove {
  /** Servers whose data are on another host than they are declared on. */
  readonly moved: readonly MovedServer[];
  /** What each stack declares, the base first. */
  readonly declared: readonly StackResources[];
}

/**
 * Takes servers to other hosts, one at a time: each leaves by the gate, when the others can do without it, and starts where it is declared, with
 * nothing. A broker's copies are on others before, where there are as many; otherwise it copies them anew, and the next one waits for that. A
 * metadata server takes its data from the rest of its ensemble. What was left behind is taken away when all is deployed.
 */
export class ServerMoves {
  private readonly retirement: RetirementEnvironment;
  private readonly moving: MovingEnvironment;
  private readonly waiting: readonly MovedServer[];
  private copies: CopiesToTake = { areTaken: false, violations: [] };

  public constructor(
    private readonly workspace: Workspace,
    private readonly manifest: ClusterManifest,
    private readonly servers: ServersToMove,
    flags: MovingFlags,
  ) {
    this.retirement = retirementEnvironment(workspace, manifest);
    this.moving = movingEnvironment(workspace, manifest, flags);
    this.waiting = servers.moved.filter(({ isThere }) => !isThere);
  }

  /** Whether a server is to go to another host. */
  public get isDue(): boolean {
    return this.waiting.length > 0;
  }

  private get brokers(): readonly number[] {
    return this.waiting.filter(({ kind }) => kind === 'brokers').map(({ id }) => id);
  }

  /** @throws OperationError `OnlyCopyMoves` before anything is touched */
  public async admit(): Promise<void> {
    const moving = this.waiting.map(({ container }) => container);
    OperationError.throwIfAny(onlyMetadataMoves(this.manifest, moving));
    this.copies = await copiesToTake(this.moving, this.brokers);
    OperationError.throwIfAny(this.copies.violations);
  }

  /** Takes them there. */
  public async run(deployer: StackDeployer, leaving: Leaving): Promise<void> {
    const { manifest, moving, waiting } = this;
    if (this.copies.areTaken) {
      const others = { ...moving, manifest: withoutBrokers(manifest, this.brokers) };
      say(`Partitions: ${await moveCopies(others, 'needed')}`);
    } else if (this.brokers.length > 0) {
      say('Partitions: too many copies for the brokers that stay: each broker that moves copies its own anew');
    }
    await runSteps([
      {
        title: 'Hand images to the hosts',
        run: (progress) => copyImages(manifest, this.servers.declared, progress),
      },
    ]);
    await this.letBegin();
    // Volumes that have data stay where they are until all is deployed.
    await leaving.forgetBase();
    for (const [index, server] of waiting.entries()) {
      await runSteps([
        {
          title: `Move ${server.container} from ${hostNameOf(server.from)} to ${hostNameOf(server.to)}`,
          run: async (progress): Promise<undefined> => {
            await this.move(server, asItStands(manifest, waiting.slice(index)), deployer, progress);
            return undefined;
          },
        },
      ]);
    }
  }

  /** A host that has others' data would refuse servers without any; one that has none has nowhere to say so yet. */
  private async letBegin(): Promise<void> {
    const { configurationVolume } = new ClusterNames(this.manifest.name);
    const { volumes } = await takeInventory(this.manifest);
    for (const { container, to } of this.waiting) {
      if (volumes.some(({ name, placement }) => name === configurationVolume && placement.engine === to.engine)) {
        await letStartEmpty(this.manifest, container);
      }
    }
  }

  /** Gives brokers copies again that others have taken, and waits until each has all that it had. */
  public async bringBack(progress: (line: string) => void): Promise<string> {
    const brokers = this.servers.moved.filter(({ kind }) => kind === 'brokers');
    if (brokers.length === 0) {
      return 'nothing';
    }
    const moving = { ...this.moving, progress };
    const done = await moveCopies(moving, 'needed');
    for (const { id } of brokers) {
      await awaitCopies(moving, id, await patienceForBroker(moving, id));
    }
    return done;
  }

  /** Takes away what servers have left behind, once all is deployed. */
  public async clear(): Promise<string> {
    await removeEndedTurns(this.manifest);
    return await removeInventory(this.manifest, leftBehind(this.manifest, await takeInventory(this.manifest)));
  }

  private async move(
    { kind, id, container, from }: MovedServer,
    standing: ClusterManifest,
    deployer: StackDeployer,
    progress: (line: string) => void,
  ): Promise<void> {
    const { retirement, moving, manifest } = this;
    const { clientsFolder, out, gateOpen } = retirement;
    const environment = { ...moving, manifest: standing, progress };
    const within = kind === 'brokers' ? await patienceForBroker(environment, id) : undefined;
    const { containers } = await takeInventory(manifest);
    const former = containers.find(({ name, placement }) => name === container && placement.engine === from.engine);
    if (former !== undefined) {
      if (!gateOpen) {
        await passGate(container, gateInputs(standing, await ownRun(), { clientsFolder, out }), { progress });
      }
      progress(`${container}: taking it away from ${hostNameOf(from)}`);
      await stopAndRemove(former);
    }
    const { nodeId } = manifest.metadata.servers.find((server) => server.container === container) ?? {};
    if (nodeId !== undefined) {
      await awaitRecords(environment, nodeId);
    }
    const { cluster } = manifest.stacks;
    const address = containerAddress(container);
    await forgetLeaving(retirement, { forgotten: { [cluster]: [address] } });
    await deployer.startServers([address], progress, progressStyle());
    if (within !== undefined) {
      const { placements = {}, ...rest } = standing;
      const moved = { ...rest, placements: { ...placements, [container]: placementOf(manifest, container) } };
      await awaitCopies({ ...environment, manifest: moved }, id, within);
    }
  }
}

/** A cluster with servers where they are yet. */
const asItStands = (manifest: ClusterManifest, waiting: readonly MovedServer[]): ClusterManifest => ({
  ...manifest,
  placements: {
    ...manifest.placements,
    ...Object.fromEntries(waiting.map(({ container, from }) => [container, from])),
  },
});

/**
 * What is on a host of servers that are not on it, and all that is on one without any server. The first host has everybody's certificates, which
 * stay; servers themselves are never among it.
 */
export function leftBehind(manifest: ClusterManifest, inventory: Inventory): Inventory {
  const servers = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  const isElsewhere = (container: string, { engine }: Placement): boolean =>
    placementOf(manifest, container).engine !== engine;
  const isEmpty = (placement: Placement): boolean =>
    placement.engine !== manifest.engine && servers.every((container) => isElsewhere(container, placement));
  const empty = new Set(
    hostsOf(manifest)
      .filter(isEmpty)
      .map(({ engine }) => engine),
  );
  const isOnEmpty = ({ placement }: Found): boolean => empty.has(placement.engine);
  const isLeft = ({ name, placement }: Found): boolean =>
    servers.some(
      (container) =>
        isElsewhere(container, placement) &&
        isVolumeOf({ container }, name) &&
        (placement.engine !== manifest.engine || name !== secretsVolume({ container })),
    );
  return {
    containers: inventory.containers.filter((each) => isOnEmpty(each) && !servers.includes(each.name)),
    networks: inventory.networks.filter(isOnEmpty),
    volumes: inventory.volumes.filter((each) => isOnEmpty(each) || isLeft(each)),
  };
}
