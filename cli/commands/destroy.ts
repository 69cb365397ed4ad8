import { rm } from 'node:fs/promises';
import { promisedSetup } from '../../bootstrap/promised-setup';
import { runSteps } from '../../bootstrap/run-steps';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { CodedError, OperationError, type Violation } from '../../model/violation';
import { isNetworkAddress, isVolumeAddress, networkAddress } from '../../model/names/resource-address';
import { settleProofs } from '../../proof';
import { removeReports } from '../../proof/report/report-files';
import { turnOf } from '../../rollout/gate-inputs';
import { findRetirement, type RetirementFound } from '../../rollout/retire';
import { Engines } from '../../runtime/engine/engines';
import {
  type InventoryContainer,
  type Inventory,
  type InUse,
  isNothing,
  killContainer,
  removeNetwork,
  removeVolume,
  showInUse,
  showInventory,
  stopAndRemove,
  takeInventory,
  usersOf,
} from '../../runtime/engine/inventory';
import { startForItsPlace } from '../../runtime/engine/network-places';
import { allStacks } from '../../runtime/files/manifest-file';
import { answer } from '../../runtime/process/terminal';
import { allEnded } from '../../runtime/all-ended';
import { changing } from '../changes';
import { BegunRepairs } from '../deployment/begun-repairs';
import { BegunTopics } from '../deployment/begun-topics';
import { prepareEnd } from '../deployment/prepare';
import { liftRetention } from '../project/lift-retention';
import { firstHostViolations } from '../first-host';
import { retirementEnvironment } from '../retirement-environment';
import { synthesize } from '../synthesize';
import { Paces } from '../terraform/paces';
import type { TerraformEvent } from '../terraform/events';
import { ProgressBoard, progressStyle } from '../terraform/progress-board';
import { isNeverKept, type ServersTold, Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';

export interface DestroyOptions {
  readonly volumes?: boolean;
}

/** What a destroy has found, and what of it is there still. */
export interface Destroyed {
  readonly before: Inventory;
  readonly after: Inventory;
  /** Networks that somebody else's containers are in. */
  readonly inUse: readonly InUse[];
}

/**
 * Takes everything away that bears the cluster's label, whatever is declared by now: containers and networks; volumes,
 * certificates and the resources' state stay, so that the next deployment finds the old records. With `volumes`, everything goes.
 *
 * @throws OperationError `ClusterOfAnotherCheckout` when this checkout has no state of what it finds: it touches nothing then;
 * `ClusterNotGone` when something is left that should have gone
 */
export async function destroy(workspace: Workspace, options: DestroyOptions): Promise<number> {
  await prepareEnd(workspace);
  const everything = options.volumes === true;
  const destroyed = await changing(workspace, () => destroyAlone(workspace, everything));
  OperationError.throwIfAny(leftoverViolations(workspace.clusterName, destroyed, everything));
  answer(
    { removed: namesOf(destroyed.before), kept: namesOf(destroyed.after) },
    `\n${closingWords(workspace.clusterName, destroyed, everything)}`,
  );
  return 0;
}

/** What a machine is told of an inventory. */
function namesOf({ containers, networks, volumes }: Inventory): Readonly<Record<keyof Inventory, readonly string[]>> {
  const names = (found: readonly { readonly name: string }[]): readonly string[] => found.map(({ name }) => name);
  return { containers: names(containers), networks: names(networks), volumes: names(volumes) };
}

/** What is left that should have gone. */
export function leftoverViolations(
  cluster: string,
  { after, inUse }: Destroyed,
  everything: boolean,
): readonly Violation[] {
  const left = everything ? after : { ...after, volumes: [] };
  const used = inUse.filter(({ by }) => by.length > 0).map((each) => `network ${showInUse(each)}`);
  const keepers = [...new Set(inUse.flatMap(({ keptOn = [] }) => keptOn))];
  const first = [
    ...(used.length > 0 ? [`end what uses it: ${used.join(', ')}`] : []),
    ...keepers.map(
      (host) =>
        `start the engine of ${host} anew (systemctl restart docker): it keeps networks for containers that are gone`,
    ),
  ];
  return isNothing(left)
    ? []
    : [
        {
          code: 'ClusterNotGone',
          subject: `cluster ${cluster}`,
          rule: 'what bears its label must be gone',
          value: showInventory(left),
          remedy: [...first, 'run this again'].join('; '),
        },
      ];
}

/** What there is to say when all has gone that should. */
export function closingWords(cluster: string, { before, after }: Destroyed, everything: boolean): string {
  if (isNothing(before)) {
    return `There was nothing of cluster ${cluster} on this engine.`;
  }
  const { length: kept } = after.volumes;
  return everything
    ? 'Everything is gone but the passwords file.'
    : `${counted(kept, 'volume is', 'volumes are')} kept, with certificates and topics; npm start brings the cluster back with its records.`;
}

/**
 * Refuses to take away what another checkout has made, or one whose state is lost.
 *
 * @throws OperationError `ClusterOfAnotherCheckout`
 */
export function refuseForeignCluster(
  { name }: Pick<ClusterManifest, 'name'>,
  inventory: Inventory,
  base: readonly string[],
): void {
  if (isNothing(inventory) || base.some((address) => isVolumeAddress(address) || isNetworkAddress(address))) {
    return;
  }
  throw new OperationError({
    code: 'ClusterOfAnotherCheckout',
    subject: `cluster ${name}`,
    rule: 'what is destroyed must be in the state of this checkout, so nothing was touched',
    value: showInventory(inventory),
    remedy:
      'destroy it from the checkout (or with the state) that made it; where that is lost, take it up first (npm run adopt), or destroy it by its label: ' +
      byLabel(name),
  });
}

/**
 * Synthesizes what is to go as it is deployed. Where that fails, since the images of what is declared by now are yet to be made, they are
 * promised: nothing is made of them. It stays where a destroy is refused afterwards, so it is the second choice.
 *
 * @throws OperationError as `synthesize` does
 */
export async function synthesizeEnd(workspace: Workspace, synthesis = synthesize): Promise<void> {
  try {
    await synthesis(workspace);
  } catch (failure) {
    try {
      await synthesis(workspace, { promised: promisedSetup(workspace.out) });
    } catch {
      throw failure;
    }
  }
}

async function destroyAlone(workspace: Workspace, everything: boolean): Promise<Destroyed> {
  let found: RetirementFound | undefined;
  const lookedUp = (): RetirementFound => {
    if (found === undefined) {
      throw new Error('nothing was looked up');
    }
    return found;
  };
  const inUse: InUse[] = [];
  await runSteps([
    {
      title: 'Synthesize main.ts',
      run: async (): Promise<undefined> => {
        try {
          await synthesizeEnd(workspace);
        } catch (error) {
          throw await untouched(workspace, error);
        }
        return undefined;
      },
    },
    {
      title: 'Preflight checks',
      run: async (progress): Promise<string> => {
        const manifest = await workspace.manifest();
        const engines = new Engines(manifest);
        found = await findRetirement(retirementEnvironment(workspace, manifest));
        refuseForeignCluster(manifest, found.inventory, found.base);
        OperationError.throwIfAny(
          await firstHostViolations(new Terraform(workspace, manifest.stacks.base), manifest, found.inventory),
        );
        // Whatever Terraform refuses, it refuses before a server is touched.
        await allEnded(
          allStacks(manifest)
            .filter((stack) => !manifest.stacks.resources.includes(stack))
            .map((stack) => new Terraform(workspace, stack).rehearseDestroy()),
        );
        const undone = await settleProofs(engines, manifest, { awaitEnd: true, progress });
        const swept = await engines.sweepHelpers(manifest.name);
        return [
          'passed',
          ...(swept === 0 ? [] : [`removed ${counted(swept, 'helper container')}, left by a killed run`]),
          ...undone,
        ].join('; ');
      },
    },
    {
      title: 'Destroy companion services',
      run: async (progress): Promise<string | undefined> => {
        removeReports(workspace.reports);
        const { retirement, inventory } = lookedUp();
        await removeAll(namedIn(inventory, retirement.services), progress);
        const { services } = (await workspace.manifest()).stacks;
        const board = boardOf(workspace, progress);
        await allEnded(services.map((stack) => destroyParts(new Terraform(workspace, stack), everything, [], board)));
        return services.length + retirement.services.length === 0 ? 'nothing' : undefined;
      },
    },
    {
      title: 'Destroy the servers',
      run: async (progress): Promise<undefined> => {
        const { retirement, inventory } = lookedUp();
        const manifest = await workspace.manifest();
        for (const { engine, id } of new Engines(manifest).areSeveral ? inventory.containers : []) {
          await startForItsPlace(engine, id);
        }
        // Brokers that are declared no more go first, as the others do: they hand over by way of the metadata store.
        const undeclared = namedIn(inventory, retirement.servers);
        await destroyServers({
          terraform: new Terraform(workspace, manifest.stacks.cluster),
          board: boardOf(workspace, progress),
          handOver: () =>
            removeAll(
              undeclared.filter(({ role }) => role === 'broker'),
              progress,
            ),
          // Nobody hands over, and closes in order, what goes with it: a broker would wait for a metadata store that has gone.
          kill: everything
            ? async (): Promise<unknown> => Promise.all(inventory.containers.map(killContainer))
            : undefined,
        });
        await removeAll((await takeInventory(manifest)).containers, progress);
        // Whoever has it: no server is left whose turn it could be. It may stand where another broker was the first.
        await allEnded(new Engines(manifest).all().map((engine) => turnOf(manifest, () => engine).removeAny()));
        // What is deployed next is made, and not put right.
        await new BegunRepairs(workspace.out, manifest.name).forget();
        const begun = new BegunTopics(workspace.out);
        await Promise.all(allStacks(manifest).map((stack) => begun.forget(stack)));
        return undefined;
      },
    },
    {
      title: everything ? 'Destroy networks and volumes' : 'Destroy the networks',
      run: async (progress): Promise<undefined> => {
        const manifest = await workspace.manifest();
        const { networks, volumes } = await takeInventory(manifest);
        for (const network of networks) {
          inUse.push(...(await usersOf(manifest, network)));
        }
        const { retirement } = lookedUp();
        // Before the base, by which this checkout knows that the cluster is its own.
        for (const network of networks.filter(({ name }) => retirement.networks.includes(name))) {
          await removeNetwork(manifest, network);
        }
        const undeclared = [...retirement.renewable, ...retirement.data];
        for (const volume of volumes.filter(({ name }) => everything && undeclared.includes(name))) {
          await removeVolume(volume);
        }
        if (everything) {
          await liftRetention(workspace);
        }
        const spared = inUse.map(({ name }) => networkAddress(name));
        const base = new Terraform(workspace, manifest.stacks.base);
        await destroyParts(base, everything, spared, boardOf(workspace, progress));
        return undefined;
      },
    },
    ...(everything
      ? [
          {
            title: 'Remove topics, users and rules from the state',
            run: async (): Promise<undefined> => {
              const { stacks } = await workspace.manifest();
              for (const stack of stacks.resources) {
                await new Terraform(workspace, stack).forget();
              }
              await rm(workspace.clients, { recursive: true, force: true });
              await rm(workspace.reports, { recursive: true, force: true });
              return undefined;
            },
          },
        ]
      : []),
  ]);
  return { before: lookedUp().inventory, after: await takeInventory(await workspace.manifest()), inUse };
}

/** Says beside why nothing is declared what there is all the same: on the engines of the last synthesis, or on that of the environment. */
async function untouched(workspace: Workspace, error: unknown): Promise<unknown> {
  if (!(error instanceof CodedError)) {
    return error;
  }
  const { clusterName: name } = workspace;
  const last = await workspace.manifest().catch(() => ({ name }));
  return new OperationError(...error.violations, ...standingViolations(name, await takeInventory(last)));
}

/** What stands of a cluster whose declaration says nothing. */
export const standingViolations = (name: string, inventory: Inventory): readonly Violation[] =>
  isNothing(inventory)
    ? []
    : [
        {
          code: 'ClusterNotGone',
          subject: `cluster ${name}`,
          rule: 'what bears its label must be gone, and nothing was touched',
          value: showInventory(inventory),
          remedy: `mend main.ts and run this again, or take it away by its label: ${byLabel(name)}`,
        },
      ];

/** How to take a cluster away by hand. */
function byLabel(name: string): string {
  const filter = `--filter label=${LABELS.cluster}=${name}`;
  return (
    `docker rm -f $(docker ps -aq ${filter}); docker network rm $(docker network ls -q ${filter}); ` +
    `and, with all records, docker volume rm $(docker volume ls -q ${filter})`
  );
}

const namedIn = ({ containers }: Inventory, names: readonly string[]): readonly InventoryContainer[] =>
  containers.filter(({ name }) => names.includes(name));

async function removeAll(containers: readonly InventoryContainer[], progress: (line: string) => void): Promise<void> {
  await Promise.all(
    containers.map(async (container) => {
      progress(`${container.name}: taking it away`);
      await stopAndRemove(container);
    }),
  );
}

const boardOf = (workspace: Workspace, say: (line: string) => void): ProgressBoard =>
  new ProgressBoard({ style: progressStyle(), say, paces: new Paces(workspace.out, workspace.clusterName) });

/** What a destroy of the servers goes by. */
interface ServersEnd {
  readonly terraform: Pick<Terraform, 'stack' | 'addresses' | 'destroy'>;
  readonly board: Pick<ProgressBoard, 'follow'>;
  /** Takes servers away that no stack declares, while the others are there to take over. */
  readonly handOver: () => Promise<void>;
  /** Ends all servers at once, where nothing of theirs is kept. */
  readonly kill?: () => Promise<unknown>;
}

/** Destroys the servers; they are killed as soon as Terraform has begun to, and not before: it may refuse, as for a state that is locked. */
export async function destroyServers({ terraform, board, handOver, kill }: ServersEnd): Promise<void> {
  if (kill === undefined) {
    await handOver();
    await destroyParts(terraform, true, [], board);
    return;
  }
  let killing: Promise<unknown> | undefined;
  const end = (): Promise<unknown> => (killing ??= kill());
  await destroyParts(terraform, true, [], board, {
    told: { KAFKA_SERVERS: 'killed' },
    onEvent: (event) => {
      if (event.type === 'apply_start') {
        // Its failure is told below.
        end().catch(() => undefined);
      }
    },
  });
  await end();
  await handOver();
}

interface DestroyRun {
  /** What the commands that Terraform calls are told. */
  readonly told?: ServersTold;
  readonly onEvent?: (event: TerraformEvent) => void;
}

/** Destroys all of a stack, or its containers and networks alone: what is in volumes stays. */
async function destroyParts(
  terraform: ServersEnd['terraform'],
  everything: boolean,
  spared: readonly string[],
  board: ServersEnd['board'],
  { told, onEvent: heard }: DestroyRun = {},
): Promise<void> {
  const all = await terraform.addresses();
  const addresses = all.filter((address) => !spared.includes(address) && (everything || isNeverKept(address)));
  if (addresses.length === 0) {
    return;
  }
  const planned = new Map(
    addresses.filter((address) => !address.startsWith('data.')).map((address) => [address, 'delete']),
  );
  const targets = everything && addresses.length === all.length ? [] : addresses;
  await board.follow({ stack: terraform.stack, planned }, (onEvent) =>
    terraform.destroy(
      targets,
      (event) => {
        heard?.(event);
        onEvent(event);
      },
      told,
    ),
  );
}
