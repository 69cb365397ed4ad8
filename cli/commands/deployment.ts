import { type Command, Option } from 'commander';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { CONTROLLER_ROLE } from '../../model/metadata/kraft/kraft-controller';
import { hasFirstHost, hasSeveralHosts, type Placement } from '../../model/placement/placement';
import { ifThere } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { type ExpiryReport, firstExpiry } from '../../runtime/credentials/first-expiry';
import { fetchServicePasswords } from '../../runtime/credentials/service-passwords';
import { topicNames } from '../../runtime/kafka/topic-names';
import type { UpgradeRoll } from '../../runtime/kafka/version-change';
import { say } from '../../runtime/process/terminal';
import { monitoringFolder, copyMonitoringFiles } from '../monitoring-files';
import { Ahead } from '../deployment/ahead';
import { Early } from '../deployment/early';
import { beginningSteps, comingValues, featureSteps, valueLines } from '../deployment/features';
import { dynamicQuorumSteps, memberSteps } from '../deployment/quorum';
import { phaseLines, phaseSteps, withdrawalSteps } from '../deployment/migration';
import { clearFormerFirstHost, FirstHostMove } from '../deployment/first-host-move';
import { ServerMoves } from '../deployment/server-moves';
import type { Repair } from '../deployment/repairs';
import { explaining } from '../deployment/engine-lost';
import { refusedLogins } from '../deployment/refused-logins';
import { synthesisSteps } from '../deployment/synthesis-steps';
import { upgradeLines, upgradeUnfinished } from '../deployment/upgrade';
import { fetchAdministrator, fetchUsers } from '../deployment/users-files';
import { removeReports } from '../../proof/report/report-files';
import { removeEndedTurns } from '../../rollout/ended-turns';
import { valuesText } from '../../rollout/features';
import type { RetirementFound } from '../../rollout/retire';
import { awaitFirstRoll } from '../../rollout/upgrade';
import { Leaving } from '../leaving';
import { Moving } from '../moving';
import { type MovingFlags, THROTTLE_OPTION } from '../moving-environment';
import { copyImages } from '../host-images';
import type { MovedServer } from '../hosts-kept';
import { findRenewal } from '../renewal';
import { retirementEnvironment } from '../retirement-environment';
import { changing, deploying, isUnfinished } from '../changes';
import { Allowances } from '../guard/allowances';
import { ask } from '../guard/ask';
import type { Outage } from '../guard/outage';
import { PlanGuard } from '../guard/plan-guard';
import { readPlanFile } from '../review/plan-file';
import { ReviewedPlans } from '../review/reviewed-plans';
import { type DeployedBrokers, StackDeployer } from '../stack-deployer';
import { progressStyle } from '../terraform/progress-board';
import { type ChangeCount, countText, total } from '../terraform/change-count';
import { allStacks } from '../../runtime/files/manifest-file';
import { runSteps, type Step } from '../../bootstrap/run-steps';
import type { Workspace } from '../workspace';

/** What a deployment ended with. */
export interface Deployed {
  readonly manifest: ClusterManifest;
  /** Whether something was changed. */
  readonly changed: boolean;
  /** How many resources Terraform has touched. */
  readonly touched: ChangeCount;
  /** What was put right that had become otherwise than it was deployed. */
  readonly repairs: readonly Repair[];
  /** What synth warns about, and what is unwise in what was asked for. */
  readonly warnings: readonly string[];
  /** When certificates end, where that was looked up before and nothing has changed since. */
  readonly expiry?: () => Promise<ExpiryReport>;
  /** The roll of an upgrade that this was, where it was one. */
  readonly roll?: UpgradeRoll;
}

export interface DeployOptions extends MovingFlags {
  /** Addresses of what may be destroyed with what it holds. */
  readonly allowDestroy?: readonly string[];
  /** File of plans that were reviewed. */
  readonly plan?: string;
  /** Whether what the images made here stand on is renewed before. */
  readonly renewImages?: boolean;
  /** Name of the host that servers are taken from, or to; by default each stays on the host that has its data. */
  readonly movable?: string;
}

/** How whoever plans, judges or deploys allows what is lost. */
export const ALLOW_OPTION = [
  '--allow-destroy <address...>',
  'what may be destroyed with what it holds, such as kafka_topic.kafka-orders',
] as const;

/** How whoever plans or deploys has images made anew. */
export const RENEW_OPTION = [
  '--renew-images',
  'make the images anew that are made here, on packages or official images as they are today',
] as const;

/** Adds the options of every command that deploys. */
export function withDeployOptions(command: Command): Command {
  return command
    .option(...ALLOW_OPTION)
    .option('--plan <file>', 'apply the very plans that npm run plan -- --out FILE has kept, and nothing else')
    .addOption(new Option(...RENEW_OPTION).conflicts('plan'))
    .option(...THROTTLE_OPTION);
}

/** Synthesizes and deploys everything, in two rolls where an upgrade needs them, and fetches the users' files. */
export function deployAll(workspace: Workspace, options: DeployOptions = {}): Promise<Deployed> {
  return changing(workspace, () => deployInRolls(workspace, options));
}

/** Which roll is next, the brokers say: one that was cut off is finished by the next deployment. */
async function deployInRolls(workspace: Workspace, options: DeployOptions): Promise<Deployed> {
  const first = await deployAlone(workspace, options);
  const { manifest, roll } = first;
  if (roll?.kind !== 'software') {
    return first;
  }
  if (options.plan !== undefined) {
    return { ...first, warnings: [...first.warnings, 'The second roll of the upgrade was not reviewed: plan again'] };
  }
  await runSteps([
    {
      title: 'Await the end of the first roll',
      run: async (): Promise<string> => {
        await awaitFirstRoll(manifest, { protocol: roll.protocols.from, clients: workspace.clients });
        return `every broker runs ${manifest.kafkaVersion} and speaks protocol ${roll.protocols.from}`;
      },
    },
  ]);
  const second = await deployAlone(workspace, { throttle: options.throttle });
  if (second.roll?.kind === 'software') {
    throw upgradeUnfinished(manifest.name, second.roll);
  }
  return {
    ...second,
    changed: first.changed || second.changed,
    touched: total([first.touched, second.touched]),
    repairs: [...first.repairs, ...second.repairs],
    warnings: [...new Set([...first.warnings, ...second.warnings])],
  };
}

async function deployAlone(workspace: Workspace, options: DeployOptions): Promise<Deployed> {
  const reviewed =
    options.plan === undefined ? undefined : new ReviewedPlans(workspace, await readPlanFile(options.plan));
  const allowDestroy = [...(options.allowDestroy ?? []), ...(reviewed?.allowed ?? [])];
  const early = new Early();
  const warnings: string[] = [];
  const begun: Begun[] = [];
  const rolls: UpgradeRoll[] = [];
  try {
    await runSteps(
      synthesisSteps(workspace, warnings, {
        ...{
          clear: true,
          early,
          movable: options.movable,
          movesFirstHost: reviewed === undefined && options.movable === undefined,
        },
        onUpgrade: (roll) => rolls.push(roll),
        onFound: (found, manifest) => {
          const first = begin(workspace, manifest, { ...found, allowDestroy, reviewed, early, flags: options });
          begun.push(first);
          return first.plans.isBegun ? first.deployer.idle : Promise.resolve();
        },
        onChange: () => {
          begun.forEach(({ plans, movesFollow }) => {
            plans.outdate();
            movesFollow.outdate();
          });
        },
      }),
    );
    const [first] = begun;
    if (first === undefined) {
      throw new Error('the preflight has ended without an answer');
    }
    const { manifest, declared, formerFirstHost } = first;
    if (formerFirstHost !== undefined) {
      await early.ended();
      await new FirstHostMove(workspace, manifest, declared, formerFirstHost).run();
      return { ...(await deployAlone(workspace, options)), changed: true };
    }
    const [roll] = rolls;
    upgradeLines(roll).forEach(say);
    return { ...(await deployBegun(workspace, first, warnings, options)), roll };
  } finally {
    await early.ended();
    await Promise.all(begun.map(({ deployer }) => deployer.forgetPlans()));
    await giveUpTurns(workspace, begun);
  }
}

/** A deployment that has taken servers away, or has failed, leaves no turn behind. */
async function giveUpTurns(workspace: Workspace, begun: readonly Begun[]): Promise<void> {
  const touched = begun.filter(
    ({ deployer, leaving }) => deployer.hasChanged || leaving.isDue || isUnfinished(workspace),
  );
  await Promise.all(touched.map(({ manifest }) => removeEndedTurns(manifest)));
}

/** A server that a deployment which was cut off has left tainted may go, whatever it does by now: such a deployment is done again. */
async function serves(workspace: Workspace, manifest: ClusterManifest, { server, tainted }: Outage): Promise<boolean> {
  if (tainted && isUnfinished(workspace)) {
    return false;
  }
  const container = await ifThere(new Engines(manifest).of(server).getContainer(server).inspect());
  return container?.State.Health?.Status === 'healthy';
}

/** A deployment of which is known what leaves, and nothing else yet. */
interface Begun {
  readonly manifest: ClusterManifest;
  /** What each stack declares, the base first. */
  readonly declared: RetirementFound['declared'];
  /** Whether servers of the cluster are there. */
  readonly isStanding: boolean;
  /** The host that has what is no server, where another one is declared first by now. */
  readonly formerFirstHost?: Placement;
  readonly leaving: Leaving;
  readonly moves: ServerMoves;
  readonly moving: Moving;
  /** Whether copies of partitions are to move. */
  readonly movesFollow: Ahead<boolean>;
  readonly guard: PlanGuard;
  readonly deployer: StackDeployer;
  readonly plans: Ahead<void>;
  readonly reviewed?: ReviewedPlans;
  /** Looked up while the plans are made, most of whose time goes into waiting. */
  readonly expiry: () => Promise<ExpiryReport>;
}

/** Begins to plan, while what stands is compared yet: nothing is applied before that has ended well. */
function begin(
  workspace: Workspace,
  manifest: ClusterManifest,
  options: {
    readonly found: RetirementFound;
    readonly moved: readonly MovedServer[];
    readonly formerFirstHost?: Placement;
    readonly allowDestroy: readonly string[];
    readonly reviewed?: ReviewedPlans;
    readonly early: Early;
    readonly flags: DeployOptions;
  },
): Begun {
  const leaving = new Leaving(retirementEnvironment(workspace, manifest), options.found, options.allowDestroy);
  const guard = new PlanGuard(new Allowances(leaving.otherAllowances, allStacks(manifest)), ask());
  let fetched: Promise<boolean> | undefined;
  const brokers: DeployedBrokers = {
    fetchAdministrator: () => (fetched = fetchAdministrator(workspace, manifest)),
    answer: (within) => awaitBrokers(manifest, { clientsFolder: workspace.clients, within }),
    refusedLogins: () => refusedLogins(workspace, manifest),
    topics: (awaited) => topicNames(manifest, workspace.clients, awaited),
    findRenewal: () => findRenewal(manifest),
    serves: (outage) => serves(workspace, manifest, outage),
  };
  const deployer = new StackDeployer(workspace, manifest, guard, brokers, options.reviewed);
  const { declared, inventory } = options.found;
  const moves = new ServerMoves(workspace, manifest, { moved: options.moved, declared }, options.flags);
  const moving = new Moving(workspace, manifest, { ...options.flags, reviewed: options.reviewed?.moves });
  const plans = new Ahead(() => deployer.planAhead());
  // Brokers that are to go to another host don't answer yet where they are declared.
  const movesFollow = new Ahead(async () => !moves.isDue && (await moving.isDue()));
  // After one that was cut off, states are mended first; and the state is another one when what is no server has moved.
  if (!isUnfinished(workspace) && options.formerFirstHost === undefined) {
    plans.begin(options.early);
    // What hinders that, the plans tell.
    movesFollow.begin(options.early, () => deployer.idle.then(() => fetched?.catch(() => false)));
  }
  const expiry = options.early.begin(() => firstExpiry(manifest));
  return {
    ...{ manifest, declared, leaving, moves, moving, movesFollow, guard, formerFirstHost: options.formerFirstHost },
    isStanding: inventory.containers.some(({ role }) => role === CONTROLLER_ROLE),
    ...{ deployer, plans, reviewed: options.reviewed, expiry },
  };
}

async function deployBegun(
  workspace: Workspace,
  begun: Begun,
  warnings: readonly string[],
  flags: DeployOptions,
): Promise<Deployed> {
  const { manifest, leaving, moves, moving, guard, deployer } = begun;
  const plan: Step = {
    title: 'Plan',
    run: async (): Promise<string> => {
      await explaining(workspace, () => begun.plans.take());
      return deployer.summary;
    },
  };
  const movesFollow = await begun.movesFollow.take();
  moving.notes.forEach(say);
  await runSteps([plan]);
  if (deployer.isPending) {
    phaseLines(manifest).forEach(say);
  }
  await announceValues(workspace, begun);
  if (leaving.isDue || movesFollow || moves.isDue) {
    await makeWay(workspace, begun, movesFollow ? moving : undefined);
    await runSteps([plan]);
  }
  await deployer.admit();
  await runSteps(withdrawalSteps(manifest));
  if (deployer.isPending) {
    await runSteps(begun.isStanding ? dynamicQuorumSteps(manifest, workspace.clients, begun.reviewed?.values) : []);
    if (hasSeveralHosts(manifest)) {
      await runSteps([
        {
          title: 'Hand images to the hosts',
          run: (progress) => copyImages(manifest, begun.declared, progress),
        },
      ]);
    }
    await deploying(workspace, () => applyInOrder(workspace, manifest, deployer));
  } else {
    await runSteps([...phaseSteps(manifest), ...memberSteps(manifest, workspace.clients)]);
  }
  if (flags.movable !== undefined) {
    await runSteps([{ title: 'Give brokers their copies again', run: (progress) => moves.bringBack(progress) }]);
  }
  const changed = deployer.hasChanged;
  if (changed || moving.hasMoved) {
    await runSteps([{ title: 'Set leaders right', run: () => moving.settle() }]);
  }
  await runSteps(lastSteps(workspace, begun, flags));
  const settled = await settle(workspace, begun);
  const hasChanged = changed || leaving.isDue || moving.hasMoved || settled.hasChanged;
  return {
    manifest,
    changed: hasChanged,
    touched: deployer.touched,
    repairs: await deployer.takeRepairs(),
    warnings: [...warnings, ...guard.unused(), ...settled.warnings],
    ...(!hasChanged && { expiry: begun.expiry }),
  };
}

/**
 * Moves what is to stand elsewhere, and takes away what is declared no more; the states are others afterwards.
 *
 * @param moving where partitions are to move
 */
async function makeWay(workspace: Workspace, begun: Begun, moving: Moving | undefined): Promise<void> {
  const { deployer, leaving, moves } = begun;
  // What is refused is refused before anything is taken away or moved.
  await deployer.admit(leaving.forgotten);
  begun.reviewed?.admitLeaving(leaving.description);
  await moves.admit();
  removeReports(workspace.reports);
  if (moving !== undefined) {
    await deploying(workspace, () => moving.run(deployer, leaving));
  }
  if (moves.isDue) {
    await deploying(workspace, () => moves.run(deployer, leaving));
  }
  if (leaving.isDue) {
    await runSteps([{ title: 'Take away what is declared no more', run: (progress) => leaving.takeAway(progress) }]);
  }
}

/** What follows once all stacks are as declared. */
const lastSteps = (
  workspace: Workspace,
  { manifest, declared, deployer, leaving, moves }: Begun,
  flags: DeployOptions,
): readonly Step[] => [
  {
    title: 'Deploy',
    run: () => Promise.resolve(deployer.hasChanged ? countText(deployer.touched) : 'nothing to change'),
  },
  { title: 'Remove unused networks and volumes', run: () => leaving.removeUnused() },
  ...(flags.movable === undefined ? [] : [{ title: 'Remove what was left behind', run: () => moves.clear() }]),
  ...(hasFirstHost(manifest)
    ? [{ title: 'Remove what was the first host’s', run: () => clearFormerFirstHost(manifest, declared) }]
    : []),
  {
    title: 'Fetch the users’ files',
    run: async (): Promise<string> => {
      const [{ users }] = await Promise.all([
        fetchUsers(workspace, manifest),
        fetchServicePasswords(manifest, workspace.secrets),
      ]);
      return `${counted(users.length, 'user')} in ${workspace.clients}`;
    },
  },
  {
    title: 'Write monitoring files',
    run: (): Promise<string> =>
      Promise.resolve(
        copyMonitoringFiles(workspace) ? monitoringFolder(workspace) : 'none, the cluster serves no metrics',
      ),
  },
];

/** Says what the quorum comes to keep, while nothing is touched yet, and lets nothing pass that was not reviewed. */
async function announceValues({ clients }: Workspace, { manifest, reviewed }: Begun): Promise<void> {
  const values = await comingValues(manifest, clients);
  reviewed?.admitValues(values);
  valueLines(values).forEach(say);
}

/** Has the quorum keep what is declared, after all servers are of their version. */
async function settle(
  { clients }: Workspace,
  { manifest, reviewed }: Begun,
): Promise<{ readonly hasChanged: boolean; readonly warnings: readonly string[] }> {
  let hasChanged = false;
  const warnings: string[] = [];
  await runSteps(
    featureSteps({ manifest, clients, reviewed: reviewed?.values }, (done, left) => {
      hasChanged = Object.keys(done).length > 0;
      warnings.push(
        ...(Object.keys(left).length === 0 ? [] : [`Not reviewed, and not done: ${valuesText(left)}. Plan again`]),
      );
    }),
  );
  return { hasChanged, warnings };
}

/** In between, whoever runs this may be asked about what a plan destroys that could be made only then. */
async function applyInOrder(workspace: Workspace, manifest: ClusterManifest, deployer: StackDeployer): Promise<void> {
  const style = progressStyle();
  const step = (title: string, work: (progress: (line: string) => void) => Promise<void>): Step => ({
    title,
    run: async (progress): Promise<string | undefined> => {
      const before = deployer.touched;
      await explaining(workspace, () => work(progress));
      return deployer.touched === before ? 'nothing to do' : undefined;
    },
  });
  await runSteps([
    step('Deploy the servers', (progress) => deployer.applyServers(progress, style)),
    ...phaseSteps(manifest),
    ...memberSteps(manifest, workspace.clients),
    ...beginningSteps(manifest, workspace.clients),
    {
      title: 'Plan topics, users and rights',
      run: async (): Promise<string> => {
        await explaining(workspace, () => deployer.planResources());
        return deployer.summary;
      },
    },
  ]);
  await deployer.admit();
  await runSteps([
    step('Deploy topics, users, rights and services', (progress) => deployer.applyRest(progress, style)),
  ]);
}
