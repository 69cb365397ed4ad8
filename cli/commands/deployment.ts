import { Duration } from '../../model/units/duration';
import { reusedNameViolations } from '../../model/resources/reused-names';
import { CodedError, formatViolation, OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { removeReports } from '../../proof/report/report-files';
import { connectEngine } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { livingCertificates } from '../../runtime/credentials/living-certificates';
import { fetchClients } from '../../runtime/credentials/fetch';
import { settleProofs } from '../../proof';
import { bounded, messageOf } from '../../runtime/wait';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { fetchServicePasswords } from '../../runtime/credentials/service-passwords';
import { monitoringFolder, copyMonitoringFiles } from '../monitoring-files';
import { engineAdvice } from '../engine-advice';
import { ensurePasswords } from '../passwords';
import { preflight, type PreflightOptions } from '../preflight';
import { changing, deploying } from '../changes';
import { type Deployment, deploy, isUntouched, NOTHING, sum, synthesize } from '../terraform/cdktf';
import { runSteps, type Step } from '../../bootstrap/run-steps';
import type { Workspace } from '../workspace';
import { ensureKerberosImage } from '../../bootstrap/images/images';
import { kerberosTag } from '../../bootstrap/images/kerberos-image';
import { setUp } from '../../bootstrap/setup';
import { stepViolations } from '../step-errors';

/** Engine, images and providers, as the machine needs them. */
export async function prepare(workspace: Workspace): Promise<void> {
  await setUp({ clusterName: workspace.clusterName, outFolder: workspace.out });
}

/**
 * Steps that deploy and plan share: from `main.ts` to a checked, synthesized cluster. Adds what synth warns about; who
 * only looks clears nothing away.
 */
export function synthesisSteps(workspace: Workspace, warnings: string[], options: PreflightOptions): readonly Step[] {
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
        const removed = await preflight(workspace, manifest, options);
        warnings.push(...(await namesReused(engines, manifest)), ...(await engineAdvice(engines.all())));
        return [
          'passed',
          ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}, left by an interrupted run`]),
          ...undone,
        ].join('; ');
      },
    },
  ];
}

/**
 * Names that somebody bears who would share rights with the holder of a certificate.
 *
 * @returns those that the cluster allows
 * @throws OperationError `UserNameReused`
 */
async function namesReused(engines: Engines, manifest: ClusterManifest): Promise<readonly string[]> {
  const found = reusedNameViolations(manifest.name, await livingCertificates(engines, manifest));
  OperationError.throwIfAny(found.filter(({ code }) => !manifest.allowed.includes(code)));
  return found.map(formatViolation);
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
  readonly deployment: Deployment;
  /** What synth warns about. */
  readonly warnings: readonly string[];
}

/** Synthesizes and deploys everything, and fetches the users' files. */
export function deployAll(workspace: Workspace): Promise<Deployed> {
  return changing(workspace, () => deployAlone(workspace));
}

async function deployAlone(workspace: Workspace): Promise<Deployed> {
  let deployment = NOTHING;
  const warnings: string[] = [];
  await runSteps([
    ...synthesisSteps(workspace, warnings, { clear: true }),
    {
      title: 'Fetch the administrator’s files',
      run: async (): Promise<string> => fetchAdministrator(workspace, await workspace.manifest()),
    },
    {
      title: 'Deploy with cdktf',
      run: async (progress): Promise<string> => {
        deployment = await deploying(workspace, () => deployOrExplain(workspace, voidingProof(workspace, progress)));
        const { added, changed, destroyed, untold } = deployment;
        return isUntouched(deployment)
          ? 'nothing to change'
          : `${added} added, ${changed} changed, ${destroyed} destroyed${untold === 0 ? '' : `; ${untold} stacks did not say`}`;
      },
    },
    {
      title: 'Fetch the users’ files',
      run: async (): Promise<string> => {
        const { users } = await fetchUsers(workspace, await workspace.manifest());
        await fetchServicePasswords(await workspace.manifest(), workspace.secrets);
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
  return { manifest: await workspace.manifest(), deployment, warnings };
}

/** The progress of a deployment, whose first change makes an earlier proof void: one that changes nothing tells none. */
export const voidingProof =
  ({ reports }: Pick<Workspace, 'reports'>, progress: (line: string) => void): typeof progress =>
  (line) => {
    removeReports(reports);
    progress(line);
  };

/**
 * Servers first, then what is declared on them and companion services. In between, every broker must know of every other: one that
 * has just started does not know the topics yet, and the provider would take them for gone.
 */
async function deployInOrder(workspace: Workspace, progress: (line: string) => void): Promise<Deployment> {
  const manifest = await workspace.manifest();
  const { base, cluster, resources, services } = manifest.stacks;
  const servers = await deploy(workspace, [base, cluster], progress);
  const rest = [...resources, ...services];
  if (rest.length === 0) {
    return servers;
  }
  await awaitBrokers(manifest, { clientsFolder: workspace.clients, within: Duration.seconds(120) });
  return sum(servers, await deploy(workspace, rest, progress, { atOnce: true }));
}

/**
 * A deployment whose engine has gone fails for that reason, whatever Terraform's last message was about; one whose step has
 * refused something, for the reason that the step gives.
 */
async function deployOrExplain(workspace: Workspace, progress: (line: string) => void): Promise<Deployment> {
  try {
    return await deployInOrder(workspace, progress);
  } catch (error) {
    const answer = await engineFailure(await workspace.manifest());
    const wasInterrupted = error instanceof CodedError && error.violations[0]?.code === 'Interrupted';
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
 */
export async function fetchAdministrator(workspace: Workspace, manifest: ClusterManifest): Promise<string> {
  const exists = await identitiesExist(manifest);
  if (!exists) {
    return 'none yet, they come with the certificates';
  }
  await fetchUsers(workspace, manifest, ['admin']);
  return 'there';
}

async function identitiesExist(manifest: ClusterManifest): Promise<boolean> {
  const volume = manifest.identities.find(({ role }) => role === 'admin')?.volume;
  try {
    await connectEngine(manifest)
      .getVolume(volume ?? '')
      .inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) {
      return false;
    }
    throw error;
  }
  return true;
}
