import type { Command } from 'commander';
import { runSteps } from '../../bootstrap/run-steps';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { Duration } from '../../model/units/duration';
import { OperationError, type Violation } from '../../model/violation';
import { findRetirement } from '../../rollout/retire';
import { Engines } from '../../runtime/engine/engines';
import { type Inventory, isNothing, takeInventory } from '../../runtime/engine/inventory';
import { allStacks } from '../../runtime/files/manifest-file';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { brokersThatRun } from '../../runtime/kafka/running-broker';
import { scramLogins } from '../../runtime/kafka/scram-logins';
import { person, question } from '../../runtime/process/question';
import { answer, canBeAsked, printWarnings, say } from '../../runtime/process/terminal';
import { explain } from '../../runtime/wait';
import { adoptionTable } from '../adoption/adoption-table';
import { type StackAdoption, stackAdoption } from '../adoption/stack-adoption';
import type { ClusterSeen } from '../adoption/what-stands';
import { writeState } from '../adoption/written-state';
import { allEnded } from '../../runtime/all-ended';
import { changing } from '../changes';
import { declarationSteps } from '../deployment/synthesis-steps';
import { fetchAdministrator } from '../deployment/users-files';
import { firstHostViolations } from '../first-host';
import { bearersOn, foreignNames } from '../foreign-names';
import { retirementEnvironment, type RetirementFiles } from '../retirement-environment';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { prepare } from '../deployment/prepare';

export interface AdoptFlags {
  /** Whether nobody is asked. */
  readonly yes?: boolean;
}

/** Adds the options of the command. */
export const withAdoptOptions = (command: Command): Command =>
  command.option('--yes', 'take it into the states without asking');

/** How long brokers that run may take to say so. */
const STANDING = Duration.seconds(15);

/** Has the states take up what stands of a cluster, and touches nothing of that; where a project declares it, as it does so now. */
export async function adopt(workspace: Workspace, flags: AdoptFlags): Promise<number> {
  if (!workspace.declares) {
    return await adoptStates(workspace, await workspace.manifest(), flags);
  }
  await prepare(workspace);
  return await changing(workspace, async () => {
    const warnings: string[] = [];
    await runSteps(declarationSteps(workspace, warnings));
    printWarnings(warnings);
    return await adoptStates(workspace, await workspace.manifest(), flags);
  });
}

/**
 * Has the states take up what stands of a cluster and what none of them knows, as after they were lost. Nothing on the engine or on the
 * brokers is changed.
 *
 * @throws OperationError `NameInUse`, `DeclarationDiffers`, `AdoptionNotConfirmed`
 */
async function adoptStates(files: RetirementFiles, manifest: ClusterManifest, flags: AdoptFlags): Promise<number> {
  let inventory: Inventory | undefined;
  let stacks: readonly StackAdoption[] = [];
  await runSteps([
    {
      title: 'Compare the states with what stands',
      run: async (): Promise<undefined> => {
        const engines = new Engines(manifest);
        inventory = await takeInventory(manifest, engines);
        if (!isNothing(inventory)) {
          stacks = await compare(files, manifest, { engines, inventory });
        }
        return undefined;
      },
    },
  ]);
  const { name } = manifest;
  const data = {
    stacks: stacks.map(({ stack, same, changed, missing, compared, state }) => ({
      ...{ stack, same, changed, missing, compared },
      adopted: state !== undefined,
    })),
  };
  if (inventory === undefined || isNothing(inventory)) {
    answer(data, `\nThere is nothing of cluster ${name} on this engine, and nothing to adopt.`);
    return 0;
  }
  const adopted = stacks.flatMap(({ stack, state }) => (state === undefined ? [] : [{ stack, state }]));
  if (adopted.length === 0) {
    answer(data, `\nThe states know all that stands of cluster ${name}: nothing to adopt.`);
    return 0;
  }
  say(`\n${adoptionTable(stacks)}\n`);
  await confirm(name, flags);
  await runSteps([
    {
      title: 'Write the states',
      run: async (): Promise<string> => {
        for (const { stack, state } of adopted) {
          await writeState(files, stack, state);
        }
        return adopted.map(({ stack }) => stack).join(', ');
      },
    },
  ]);
  answer(data, `\n${closingWords(name, stacks)}`);
  return 0;
}

/** What the next deployment has to do. */
export function closingWords(cluster: string, stacks: readonly StackAdoption[]): string {
  const changed = stacks.reduce((sum, each) => sum + each.changed.length, 0);
  const missing = stacks.reduce((sum, each) => sum + each.missing.length, 0);
  const left = [
    ...(changed > 0 ? [`changes ${changed}`] : []),
    ...(missing > 0 ? [`makes ${counted(missing, 'that is', 'that are')} not there`] : []),
  ];
  return (
    `Cluster ${cluster} is adopted; nothing of it was touched. ` +
    (left.length === 0
      ? 'A deployment has nothing to change.'
      : `The next deployment ${left.join(' and ')}: npm run plan shows it.`)
  );
}

async function compare(
  files: RetirementFiles,
  manifest: ClusterManifest,
  seen: Pick<ClusterSeen, 'engines' | 'inventory'>,
): Promise<readonly StackAdoption[]> {
  const { declared, known } = await findRetirement(retirementEnvironment(files, manifest));
  const { engines, inventory } = seen;
  const names = new Set(declared.flatMap(({ containers }) => containers));
  OperationError.throwIfAny([
    ...(await firstHostViolations(new Terraform(files, manifest.stacks.base), manifest, inventory)),
    ...foreignNames(manifest, declared, await bearersOn(engines.own), known),
    ...undeclaredViolations(inventory, names),
  ]);
  const hasAdministrator = await fetchAdministrator(files, manifest);
  const answers = hasAdministrator && (await brokersAnswer(files, manifest, engines));
  const cluster: ClusterSeen = {
    ...{ ...seen, manifest, answers },
    logins: answers ? await scramLogins(manifest, files) : [],
  };
  const stacks = allStacks(manifest).filter((stack) => hasAdministrator || !manifest.stacks.resources.includes(stack));
  const adoptions = await allEnded(stacks.map((stack) => stackAdoption(files, stack, cluster)));
  OperationError.throwIfAny(adoptions.flatMap(({ violations }) => violations));
  return adoptions;
}

/** A deployment would take them away. */
export const undeclaredViolations = (
  { containers }: { readonly containers: readonly { readonly name: string }[] },
  declared: ReadonlySet<string>,
): readonly Violation[] =>
  containers
    .filter(({ name }) => !declared.has(name))
    .map(({ name }) => ({
      code: 'DeclarationDiffers',
      subject: `container ${name}`,
      rule: 'must be declared, since a deployment would take it away',
      remedy:
        'declare it as it was when it was deployed (an older commit, the settings of then), adopt it, and change it afterwards',
    }));

/** Whether all brokers that run are registered: one that has just started does not know the topics yet. */
async function brokersAnswer(files: RetirementFiles, manifest: ClusterManifest, engines: Engines): Promise<boolean> {
  const brokers = await brokersThatRun(engines, manifest.brokers);
  if (brokers.length === 0) {
    return false;
  }
  try {
    await awaitBrokers({ ...manifest, brokers }, { clientsFolder: files.clients, within: STANDING });
    return true;
  } catch (error) {
    explain(error);
    return false;
  }
}

async function confirm(cluster: string, { yes = false }: AdoptFlags): Promise<void> {
  if (
    yes ||
    (canBeAsked() &&
      (await question(
        `No other checkout may have a state of cluster ${cluster}. Only "yes" takes this into the states here: `,
        person(),
        'the adoption',
      )) === 'yes')
  ) {
    return;
  }
  throw new OperationError({
    code: 'AdoptionNotConfirmed',
    subject: `cluster ${cluster}`,
    rule: 'must be adopted by somebody who knows that no other checkout has its state',
    remedy: 'look at the table, and run it again with --yes: nothing was changed',
  });
}
