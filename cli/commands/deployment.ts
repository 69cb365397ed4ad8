import type { Command } from 'commander';
import { Duration } from '../../model/units/duration';
import { CodedError, OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { connectEngine, ifThere } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { fetchClients } from '../../runtime/credentials/fetch';
import { settleProofs } from '../../proof';
import { bounded, messageOf } from '../../runtime/wait';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { keepSlowStarts } from '../slow-starts';
import { fetchServicePasswords } from '../../runtime/credentials/service-passwords';
import { monitoringFolder, copyMonitoringFiles } from '../monitoring-files';
import { engineAdvice } from '../engine-advice';
import { ensurePasswords } from '../passwords';
import { preflight, type PreflightOptions } from '../preflight';
import { Early } from '../early';
import { checkStandingCluster, type Seen, seeStandingCluster } from '../standing-cluster';
import { removeReports } from '../../proof/report/report-files';
import type { RetirementFound } from '../../rollout/retire';
import { Leaving } from '../leaving';
import { Moving } from '../moving';
import { type MovingFlags, THROTTLE_OPTION } from '../moving-environment';
import { retirementEnvironment } from '../retirement-environment';
import { changing, deploying, isUnfinished } from '../changes';
import { Allowances } from '../guard/allowances';
import { ask } from '../guard/ask';
import { PlanGuard } from '../guard/plan-guard';
import { StackDeployer } from '../stack-deployer';
import { synthesize } from '../synthesize';
import { progressStyle } from '../terraform/stack-progress';
import { countText } from '../terraform/terraform';
import { allStacks } from '../../runtime/files/manifest-file';
import { runSteps, type Step } from '../../bootstrap/run-steps';
import type { Workspace } from '../workspace';
import { ensureKerberosImage } from '../../bootstrap/images/images';
import { kerberosTag } from '../../bootstrap/images/kerberos-image';
import { setUp } from '../../bootstrap/setup';
import { stepViolations } from '../../runtime/engine/steps';

/** Engine, images and providers, as the machine needs them. */
export async function prepare(workspace: Workspace): Promise<void> {
  await setUp({ clusterName: workspace.clusterName, outFolder: workspace.out });
}

interface SynthesisOptions extends PreflightOptions {
  /** Called when nothing is in the way, and what was has been cleared: what stands is compared yet, and may be planned. */
  readonly onFound: (found: RetirementFound, manifest: ClusterManifest) => void;
  /** Called when a state was changed afterwards. */
  readonly onChange?: () => void;
  /** What looks at one thing begins while another is looked at; whoever runs the steps awaits its end, whichever way they end. */
  readonly early: Early;
}

/**
 * Steps that deploy and plan share: from `main.ts` to a checked, synthesized cluster. Adds what synth warns about, and tells
 * what has left the declaration; who only looks clears nothing away.
 */
export function synthesisSteps(
  workspace: Workspace,
  warnings: string[],
  { onFound, onChange, early, ...options }: SynthesisOptions,
): readonly Step[] {
  let seen: (() => Promise<Seen>) | undefined;
  return [
    {
      title: 'Synthesize main.ts',
      run: async (): Promise<string | undefined> => {
        const found = await synthesize(workspace);
        warnings.push(...found);
        return found.length === 0 ? undefined : `${found.length} warnings, see below`;
      },
    },
    {
      title: 'Generate missing passwords',
      run: async (): Promise<string> => {
        const made = await ensurePasswords(workspace, await workspace.manifest());
        return made.length === 0 ? 'none' : `for ${made.join(', ')}, in ${workspace.passwordsFile}`;
      },
    },
    {
      title: 'Build the image of the Kerberos realm',
      run: async (progress): Promise<string> => makeRealmImage(workspace, await workspace.manifest(), progress),
    },
    {
      title: 'Preflight checks',
      run: async (progress): Promise<string> => {
        const manifest = await workspace.manifest();
        const engines = new Engines(manifest);
        const undone = await settleProofs(engines, manifest, {
          ...{ clientsFolder: workspace.clients, awaitEnd: options.clear, progress },
        });
        seen = early.begin(() => seeStandingCluster(workspace, manifest));
        const { removed, found } = await preflight(workspace, manifest, options);
        onFound(found, manifest);
        warnings.push(...(await engineAdvice(engines.all())));
        return [
          'passed',
          ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}, left by an interrupted run`]),
          ...undone,
        ].join('; ');
      },
    },
    {
      title: 'Compare with what stands',
      run: async (): Promise<string> => {
        const manifest = await workspace.manifest();
        const look = seen ?? (() => seeStandingCluster(workspace, manifest));
        const notes = await checkStandingCluster(workspace, manifest, await look(), { go: options.clear });
        const kept = options.clear ? await keepSlowStarts(workspace, manifest, () => early.ended()) : [];
        if (kept.length > 0) {
          onChange?.();
        }
        const all = [...notes, ...kept.map((server) => `${server} is left alone, which took long to start and runs`)];
        return all.length === 0 ? 'fits' : all.join('; ');
      },
    },
  ];
}

/** The set-up makes the servers' images; this one is made for a cluster that has a realm of its own. */
async function makeRealmImage(
  workspace: Workspace,
  manifest: ClusterManifest,
  progress: (line: string) => void,
): Promise<string> {
  const origin = workspace.setup?.images.origin;
  const { kerberos } = manifest.images;
  if (kerberos === undefined || origin === undefined) {
    return 'none';
  }
  if (kerberos !== kerberosTag(origin)) {
    return `${kerberos}, as declared`;
  }
  return (await ensureKerberosImage(connectEngine(manifest), origin, { progress })) ? `made ${kerberos}` : 'there';
}

/** What a deployment ended with. */
export interface Deployed {
  readonly manifest: ClusterManifest;
  /** Whether something was changed. */
  readonly changed: boolean;
  /** What synth warns about, and what is unwise in what was asked for. */
  readonly warnings: readonly string[];
}

export interface DeployOptions extends MovingFlags {
  /** Addresses of what may be destroyed with what it holds. */
  readonly allowDestroy?: readonly string[];
}

/** Adds the options of every command that deploys. */
export function withDeployOptions(command: Command): Command {
  return command
    .option(
      '--allow-destroy <address...>',
      'what may be destroyed with what it holds, such as kafka_topic.kafka-orders',
    )
    .option(...THROTTLE_OPTION);
}

/** Synthesizes and deploys everything, and fetches the users' files. */
export function deployAll(workspace: Workspace, options: DeployOptions = {}): Promise<Deployed> {
  return changing(workspace, () => deployAlone(workspace, options));
}

async function deployAlone(workspace: Workspace, options: DeployOptions): Promise<Deployed> {
  const { allowDestroy = [] } = options;
  const early = new Early();
  const warnings: string[] = [];
  const begun: Begun[] = [];
  try {
    await runSteps(
      synthesisSteps(workspace, warnings, {
        ...{ clear: true, early },
        onFound: (found, manifest) => begun.push(begin(workspace, manifest, { found, allowDestroy, early })),
        onChange: () => {
          begun.forEach((each) => {
            each.planned = undefined;
          });
        },
      }),
    );
    const [first] = begun;
    if (first === undefined) {
      throw new Error('the preflight has ended without an answer');
    }
    return await deployBegun(workspace, first, warnings, options);
  } finally {
    await early.ended();
    await Promise.all(begun.map(({ deployer }) => deployer.forgetPlans()));
  }
}

/** A deployment of which is known what leaves, and nothing else yet. */
interface Begun {
  readonly manifest: ClusterManifest;
  readonly leaving: Leaving;
  readonly guard: PlanGuard;
  readonly deployer: StackDeployer;
  /** What awaits the plans that are being made; absent where they must be made anew. */
  planned?: () => Promise<void>;
}

/** Begins to plan, while what stands is compared yet: nothing is applied before that has ended well. */
function begin(
  workspace: Workspace,
  manifest: ClusterManifest,
  options: { readonly found: RetirementFound; readonly allowDestroy: readonly string[]; readonly early: Early },
): Begun {
  const leaving = new Leaving(retirementEnvironment(workspace, manifest), options.found, options.allowDestroy);
  const guard = new PlanGuard(new Allowances(leaving.otherAllowances, allStacks(manifest)), ask());
  const deployer = new StackDeployer(workspace, manifest, guard, {
    fetchAdministrator: () => fetchAdministrator(workspace, manifest),
    answer: (within) => awaitBrokers(manifest, { clientsFolder: workspace.clients, within }),
  });
  // After one that was cut off, states are mended first.
  const planned = isUnfinished(workspace) ? undefined : options.early.begin(() => deployer.planAhead());
  return { manifest, leaving, guard, deployer, planned };
}

async function deployBegun(
  workspace: Workspace,
  begun: Begun,
  warnings: readonly string[],
  flags: MovingFlags,
): Promise<Deployed> {
  const { manifest, leaving, guard, deployer } = begun;
  const plan: Step = {
    title: 'Plan',
    run: async (): Promise<string> => {
      const planned = begun.planned ?? (() => deployer.planAhead());
      begun.planned = undefined;
      await explaining(workspace, planned);
      return deployer.summary;
    },
  };
  const moving = new Moving(workspace, manifest, flags);
  const movesFollow = await moving.isDue();
  if (leaving.isDue || movesFollow) {
    // What is refused is refused before anything is taken away or moved; the states are others afterwards.
    await runSteps([plan]);
    await deployer.admit(leaving.forgotten);
    removeReports(workspace.reports);
    if (movesFollow) {
      await deploying(workspace, () => moving.run(deployer, leaving));
    }
    if (leaving.isDue) {
      await runSteps([{ title: 'Take away what is declared no more', run: (progress) => leaving.takeAway(progress) }]);
    }
  }
  await runSteps([plan]);
  await deployer.admit();
  if (deployer.isPending) {
    await deploying(workspace, () => applyInOrder(workspace, deployer));
  }
  const changed = deployer.hasChanged;
  if (changed || moving.hasMoved) {
    await runSteps([{ title: 'Set leaders right', run: () => moving.settle() }]);
  }
  await runSteps([
    {
      title: 'Deploy',
      run: () => Promise.resolve(changed ? countText(deployer.touched) : 'nothing to change'),
    },
    { title: 'Remove unused networks and volumes', run: () => leaving.removeUnused() },
    {
      title: 'Fetch the users’ files',
      run: async (): Promise<string> => {
        const [{ users }] = await Promise.all([
          fetchUsers(workspace, manifest),
          fetchServicePasswords(manifest, workspace.secrets),
        ]);
        return `${users.length} users in ${workspace.clients}`;
      },
    },
    {
      title: 'Write monitoring files',
      run: (): Promise<string> =>
        Promise.resolve(
          copyMonitoringFiles(workspace) ? monitoringFolder(workspace) : 'none, the cluster serves no metrics',
        ),
    },
  ]);
  return {
    manifest,
    changed: changed || leaving.isDue || moving.hasMoved,
    warnings: [...warnings, ...guard.unused()],
  };
}

/** In between, whoever runs this may be asked about what a plan destroys that could be made only then. */
async function applyInOrder(workspace: Workspace, deployer: StackDeployer): Promise<void> {
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

/**
 * A deployment whose engine has gone fails for that reason, whatever Terraform's last message was about; one whose step has
 * refused something, for the reason that the step gives.
 */
async function explaining(workspace: Workspace, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const answer = await engineFailure(await workspace.manifest());
    const wasInterrupted = error instanceof CodedError && error.violations.some(({ code }) => code === 'Interrupted');
    if (answer === undefined && !wasInterrupted) {
      OperationError.throwIfAny(await stepViolations(await workspace.manifest()));
    }
    if (answer === undefined || wasInterrupted) {
      throw error;
    }
    throw new OperationError({
      code: 'EngineLost',
      subject: `cluster ${workspace.clusterName}`,
      rule: 'the Docker engine must answer until everything is deployed',
      value: answer,
      remedy: 'start the engine and run this again: it goes on from what is there',
    });
  }
}

/** Why one of the cluster's engines does not answer; undefined when all of them do. */
async function engineFailure(manifest: ClusterManifest): Promise<string | undefined> {
  try {
    await bounded(new Engines(manifest).ping(), {
      within: Duration.seconds(5),
      awaiting: 'the Docker engine to answer',
    });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? messageOf(error);
  }
}

/** Every user's files. */
export const fetchUsers = (
  workspace: Workspace,
  manifest: ClusterManifest,
  users?: readonly string[],
): ReturnType<typeof fetchClients> =>
  fetchClients(manifest, { outFolder: workspace.clients, passwordsFile: workspace.passwordsFile, users });

/**
 * The administrator's files, which the kafka provider reads: on a machine that has never seen this cluster they must be
 * there before it is planned. A cluster that is yet to be made gets them while its base is applied.
 *
 * @returns whether there are any
 */
export async function fetchAdministrator(workspace: Workspace, manifest: ClusterManifest): Promise<boolean> {
  const exists = await identitiesExist(manifest);
  if (exists) {
    await fetchUsers(workspace, manifest, ['admin']);
  }
  return exists;
}

async function identitiesExist(manifest: ClusterManifest): Promise<boolean> {
  const volume = manifest.identities.find(({ role }) => role === 'admin')?.volume;
  const request = connectEngine(manifest)
    .getVolume(volume ?? '')
    .inspect();
  return (await ifThere(request)) !== undefined;
}
