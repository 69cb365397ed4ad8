import { STEP_ROLES } from '../../model/retirement/retirement';
import type { Violation } from '../../model/violation';
import { dockerLabels, roleIn } from '../../runtime/terraform/docker-labels';
import { type PlannedResource, plannedCreations } from '../../runtime/terraform/planned-resources';
import type { ResourceChange } from '../../runtime/terraform/plan-contents';
import { type Standing, stateWith, triedState } from '../../runtime/terraform/state-file';
import { Terraform, type TerraformFolders } from '../terraform/terraform';
import { containerDifferences, uploadDifferences } from './container-differences';
import { TrialStack } from '../terraform/trial-stack';
import { type ClusterSeen, OWN_RESOURCE, standingOf } from './what-stands';

/** A resource, and what of it the next deployment changes. */
export interface ChangedResource {
  readonly address: string;
  readonly attributes: readonly string[];
}

/** What the state of a stack would take up, and what a deployment would do afterwards. */
export interface StackAdoption {
  readonly stack: string;
  /** Addresses of what is as it is declared. */
  readonly same: readonly string[];
  readonly changed: readonly ChangedResource[];
  /** Addresses of what is not there. */
  readonly missing: readonly string[];
  /** Whether it was compared with what there is. */
  readonly compared: boolean;
  /** What keeps it from being taken up. */
  readonly violations: readonly Violation[];
  /** The state as it is to be; absent where it stays as it is. */
  readonly state?: string;
}

/** What no deployment makes anew but by way of the gate, or with what it holds. */
const KEPT: readonly string[] = ['docker_container', 'docker_network', 'docker_volume'];

/**
 * Sees what of a stack stands and is in no state. A state is tried in a folder of its own, where the next plan tells whether it says
 * what is true. Nothing is changed.
 *
 * @param before the state to go on from, instead of the one that there is
 */
export async function stackAdoption(
  folders: TerraformFolders,
  stack: string,
  seen: ClusterSeen,
  before?: string,
): Promise<StackAdoption> {
  const terraform = new Terraform(folders, stack);
  const { resources, terraformVersion } = plannedCreations(
    before === undefined ? await creationsOf(terraform) : await TrialStack.during(creationsOf, folders, stack, before),
  );
  const standing = await standingOf(seen, resources);
  const absent = addressesOf(resources.filter((each) => !standing.some(({ planned }) => planned === each)));
  const asItIs = { stack, same: [], changed: [], missing: absent, compared: true, violations: [] };
  if (standing.length === 0) {
    return asItIs;
  }
  const state = stateWith(before ?? (await terraform.pullState()), terraformVersion, standing);
  if (!seen.answers && seen.manifest.stacks.resources.includes(stack)) {
    return { ...asItIs, same: addressesOf(standing.map(({ planned }) => planned)), compared: false, state };
  }
  const unseen = await differences(standing, seen, folders.stackFolder(stack));
  const look = async (trial: Terraform): Promise<StackAdoption> => {
    await trial.refresh();
    const changes = await changesOf(trial);
    const { replaced, ...tried } = judge(standing, changes);
    // They hold nothing, and run again wherever they are declared otherwise: by a later version of this package, too.
    const steps = new Set(addressesOf(standing.map(({ planned }) => planned).filter(isStep)));
    const isTaken = [...tried.same, ...tried.changed.map(({ address }) => address)].some(
      (address) => !ALWAYS_THERE.test(address),
    );
    return {
      ...{ ...asItIs, ...tried },
      missing: [...absent, ...tried.missing].sort(),
      violations: differingIn([...unseen, ...replaced].filter(({ address }) => !steps.has(address))),
      ...(isTaken && { state: triedState(await trial.pullState(), state) }),
    };
  };
  return await TrialStack.during(look, folders, stack, state);
}

/** What is there whether a cluster is, or not. */
const ALWAYS_THERE = /^(terraform_data|docker_image)\./;

/** What the next plan says of what was taken up. */
function judge(
  standing: readonly Standing[],
  changes: readonly ResourceChange[],
): Pick<StackAdoption, 'same' | 'changed' | 'missing'> & { readonly replaced: readonly ChangedResource[] } {
  const told = standing.map(({ planned: { address } }) => ({
    address,
    change: changes.find((each) => each.address === address),
  }));
  const actionsOf = (change: ResourceChange | undefined): string => change?.change.actions.join() ?? 'no-op';
  const otherwise = told.flatMap(({ address, change }) =>
    change === undefined || ['no-op', 'create'].includes(actionsOf(change)) ? [] : [{ address, change }],
  );
  return {
    same: told.filter(({ change }) => actionsOf(change) === 'no-op').map(({ address }) => address),
    changed: otherwise.map(({ address, change }) => ({ address, attributes: attributesIn(change) })),
    missing: told.filter(({ change }) => actionsOf(change) === 'create').map(({ address }) => address),
    replaced: otherwise
      .filter(({ change }) => KEPT.includes(change.type) && change.change.actions.includes('delete'))
      .map(({ address, change }) => ({ address, attributes: pathsIn(change) })),
  };
}

const isStep = ({ values }: PlannedResource): boolean => {
  const labels = dockerLabels.safeParse(values['labels']);
  return labels.success && STEP_ROLES.includes(roleIn(labels.data) ?? '');
};

const addressesOf = (resources: readonly PlannedResource[]): readonly string[] =>
  resources
    .filter(({ type }) => type !== OWN_RESOURCE)
    .map(({ address }) => address)
    .sort();

async function creationsOf(terraform: Terraform): Promise<string> {
  // What the state knows is not looked at: brokers may not answer.
  const plan = await terraform.plan([], { refresh: false });
  try {
    return await terraform.showJson(plan);
  } finally {
    await terraform.forgetPlan(plan);
  }
}

async function changesOf(terraform: Terraform): Promise<readonly ResourceChange[]> {
  const plan = await terraform.plan();
  try {
    return await terraform.resourceChanges(plan);
  } finally {
    await terraform.forgetPlan(plan);
  }
}

/** What the docker provider takes from the declaration without a look at the container. */
async function differences(
  standing: readonly Standing[],
  { inventory }: ClusterSeen,
  folder: string,
): Promise<readonly ChangedResource[]> {
  const found = await Promise.all(
    standing.map(async ({ planned: { address, values }, id }): Promise<readonly ChangedResource[]> => {
      const engine = inventory.containers.find((each) => each.id === id)?.engine;
      if (engine === undefined) {
        return [];
      }
      const container = engine.getContainer(id);
      const attributes = [
        ...containerDifferences(values, await container.inspect()),
        ...(await uploadDifferences(values, container, folder)),
      ];
      return attributes.length === 0 ? [] : [{ address, attributes }];
    }),
  );
  return found.flat();
}

/** One violation for each that is declared otherwise than it stands. */
const differingIn = (differing: readonly ChangedResource[]): readonly Violation[] =>
  [...new Set(differing.map(({ address }) => address))].sort().map((address) => ({
    code: 'DeclarationDiffers',
    subject: address,
    rule: 'must be declared as it stands, since it would be made anew',
    value: [...new Set(differing.filter((each) => each.address === address).flatMap(({ attributes }) => attributes))]
      .sort()
      .join(', '),
    remedy:
      'declare it as it was when it was deployed (an older commit, the settings of then), adopt it, and change it afterwards',
  }));

const pathsIn = ({ change }: ResourceChange): readonly string[] =>
  (change.replace_paths ?? []).map((path) => path.join('.'));

function attributesIn({ change }: ResourceChange): readonly string[] {
  const { before, after } = change;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return names.filter((name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null));
}
