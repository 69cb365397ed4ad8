import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { isTopicAddress } from '../model/names/resource-address';
import { isFactorRefusal } from '../model/moving/factor-refusal';
import { CodedError } from '../model/violation';
import { removeReports } from '../proof/report/report-files';
import { planContents, type PlanContents } from '../runtime/terraform/plan-contents';
import { BegunRepairs } from './deployment/begun-repairs';
import { BegunTopics, type TopicNames } from './deployment/begun-topics';
import { isLoginReplaced, planRefused, rewritingText, triedOnce } from './deployment/refused-logins';
import { type Repair, repairsIn } from './deployment/repairs';
import { type Loss, lossesIn } from './guard/loss';
import { type Outage, outagesIn } from './guard/outage';
import type { PlanGuard } from './guard/plan-guard';
import type { ReviewedPlans } from './review/reviewed-plans';
import type { Forced } from './terraform/forced';
import { despiteProviderRace, isTerraformFailure } from './terraform/provider-race';
import { Paces } from './terraform/paces';
import { ProgressBoard, type ProgressStyle } from './terraform/progress-board';
import { type ChangeCount, NOTHING, total } from './terraform/change-count';
import { type SavedPlan, Terraform, type TerraformEnvironment } from './terraform/terraform';
import type { Workspace } from './workspace';
import { allEnded } from '../runtime/all-ended';
import { NO_RENEWAL, type Renewal, renewalText } from './renewal';

type Say = (line: string) => void;

/** How long brokers that are up take to say so, before anything is changed. */
const STANDING = Duration.seconds(5);
const STARTING = Duration.seconds(120);

/** Kinds of change that destroy nothing; whatever else Terraform plans is looked at in full. */
const KEEPS: ReadonlySet<string> = new Set(['create', 'update', 'read', 'move', 'import', 'noop']);

/** Kinds of change that make what was not there, or is not there any more. */
const MAKES: ReadonlySet<string> = new Set(['create', 'replace']);

/** What Terraform says when a plan would destroy what its declaration keeps. */
const KEPT = 'Instance cannot be destroyed';

/** The brokers, as far as a deployment needs them. */
export interface DeployedBrokers {
  /** Fetches the administrator's files, with which what is on the brokers is planned; false while there are none. */
  readonly fetchAdministrator: () => Promise<boolean>;
  /** Awaits that every broker knows of every other. */
  readonly answer: (within: Duration) => Promise<void>;
  /** Whether a server is at work, and none that a deployment has made and given up. */
  readonly serves: (outage: Outage) => Promise<boolean>;
  /** Tries the users' passwords: addresses of the logins that are refused. */
  readonly refusedLogins: () => Promise<readonly string[]>;
  /** Names of the topics that they have. */
  readonly topics: TopicNames;
  /** Looks for certificates that end soon. */
  readonly findRenewal: () => Promise<Renewal>;
}

/** Plans the stacks of a cluster, as many as can be before anything is touched, and applies those very plans. */
export class StackDeployer {
  private readonly stacks: ReadonlyMap<string, Terraform>;
  private readonly plans = new Map<string, SavedPlan>();
  private readonly applied = new Set<string>();
  private readonly contents = new Map<SavedPlan, Promise<PlanContents>>();
  /** Those that were reviewed as they are. */
  private readonly asReviewed = new Set<SavedPlan>();
  private count: ChangeCount = NOTHING;
  private changed = false;
  private readonly repairs: BegunRepairs;
  private readonly topics: BegunTopics;
  /** Whether there was an administrator before anything was applied. */
  private hadAdministrator = false;
  private renewal = NO_RENEWAL;
  private tellIdle: () => void = () => undefined;
  /** Comes about when every stack with networks is being looked at, for which the provider waits, or plans have ended: the processors have time for something else. */
  public readonly idle = new Promise<void>((resolve) => {
    this.tellIdle = resolve;
  });

  public constructor(
    private readonly workspace: Workspace,
    private readonly manifest: Pick<ClusterManifest, 'name' | 'stacks' | 'startSeconds'>,
    private readonly guard: PlanGuard,
    private readonly brokers: DeployedBrokers,
    private readonly reviewed?: ReviewedPlans,
  ) {
    const { base, cluster, resources, services } = manifest.stacks;
    const names = [base, cluster, ...resources, ...services];
    this.stacks = new Map(names.map((stack) => [stack, new Terraform(workspace, stack)]));
    this.repairs = new BegunRepairs(workspace.out, manifest.name);
    this.topics = new BegunTopics(workspace.out);
  }

  /** What was touched until now. */
  public get touched(): ChangeCount {
    return this.count;
  }

  /** What was put right that had become otherwise than it was deployed, by deployments before that were cut off, too; it is told once. */
  public async takeRepairs(): Promise<readonly Repair[]> {
    const taken: Repair[] = [];
    for (const stack of await this.repairs.stacks()) {
      const plan = this.plans.get(stack);
      // Of one that was reviewed and does nothing there is no file.
      if (plan !== undefined && (plan.changes || !this.asReviewed.has(plan))) {
        const terraform = this.terraform(stack);
        const made = await this.repairs.take(stack, await terraform.resourceChanges(plan));
        if (!plan.changes && made.some(({ address }) => plan.drifted.has(address))) {
          // Made before the state knew of it, which would take the same change by hand for what it had left.
          await terraform.refresh();
        }
        taken.push(...made);
      }
    }
    return taken;
  }

  /** Whether a plan was applied that was not empty. */
  public get hasChanged(): boolean {
    return this.changed;
  }

  /** Whether a plan is yet to be made, or to be applied. */
  public get isPending(): boolean {
    return this.pending.length > 0 || [...this.stacks.keys()].some((stack) => !this.plans.has(stack));
  }

  /**
   * Plans servers and services, and where the brokers are up also what is declared on them. Afterwards `admit` is asked before
   * `applyServers`.
   * Where topics have another number of copies than is declared, they are planned when those have been moved. Plans that were reviewed
   * are taken as they are; later ones, after something was taken away or moved, may not go beyond them.
   */
  public async planAhead(): Promise<void> {
    try {
      await this.planAll();
    } finally {
      this.tellIdle();
    }
  }

  private async planAll(): Promise<void> {
    await this.forgetPlans();
    this.plans.clear();
    this.applied.clear();
    if (this.reviewed?.areTaken === false) {
      this.hadAdministrator = await this.brokers.fetchAdministrator();
      for (const plan of await this.reviewed.take([...this.stacks.keys()])) {
        this.plans.set(plan.stack, plan);
        this.asReviewed.add(plan);
      }
      return;
    }
    const { base, cluster, services } = this.manifest.stacks;
    const [early] = await allEnded([
      this.planResourcesEarly(),
      this.brokers
        .findRenewal()
        .then(async (renewal) => {
          this.renewal = renewal;
          await this.plan([base, cluster, ...services], renewal);
        })
        .finally(this.tellIdle),
    ]);
    const serversChange = [base, cluster].some((stack) => this.plans.get(stack)?.changes);
    const isMended = early !== undefined && isFactorRefusal(early.message);
    if (early !== undefined && ((!serversChange && !isMended) || early.message.includes(KEPT))) {
      throw early;
    }
  }

  /** Makes servers that are not there yet, and what they need, while all others stay as they are. All plans are out of date then. */
  public async startServers(addresses: readonly string[], say: Say, style: ProgressStyle): Promise<void> {
    const { base, cluster } = this.manifest.stacks;
    const board = this.board(say, style);
    // Its state may have been told to forget what leaves since it was planned.
    this.plans.delete(base);
    await this.apply(base, board);
    const plan = await this.terraform(cluster).plan(addresses);
    this.reviewed?.admit(plan);
    await this.guard.admit(await this.lossesOf(plan), false);
    this.plans.set(cluster, plan);
    await this.apply(cluster, board);
  }

  /**
   * Refuses what the plans that there are would destroy unasked.
   *
   * @param spared addresses by stack that the states forget before anything is applied
   */
  public async admit(spared: Readonly<Record<string, readonly string[]>> = {}): Promise<void> {
    const losses = (await Promise.all(this.pending.map((plan) => this.lossesOf(plan)))).flat();
    await this.guard.admit(losses.filter(({ stack, address }) => !spared[stack]?.includes(address)));
  }

  /** Servers first: what they need, then they. A new cluster's administrator has nothing to do before they are up. */
  public async applyServers(say: Say, style: ProgressStyle): Promise<void> {
    const { base, cluster, resources } = this.manifest.stacks;
    const isNew = !this.hadAdministrator;
    const board = this.board(say, style);
    await this.apply(base, board, isNew ? { KAFKA_CLIENTS: 'later', KAFKA_BROKERS: 'none' } : {});
    if (this.plans.get(cluster)?.changes === true) {
      // A plan against other servers than those that it is applied to may be out of date, which a reviewer has taken into account.
      const anew = resources
        .flatMap((stack) => this.plans.get(stack) ?? [])
        .filter((plan) => !this.asReviewed.has(plan));
      anew.forEach(({ stack }) => this.plans.delete(stack));
    }
    await allEnded([this.apply(cluster, board), ...(isNew ? [this.brokers.fetchAdministrator()] : [])]);
  }

  /**
   * Plans what is declared on the brokers, where that was not possible before or the servers have changed since. Every broker must
   * know of every other: one that has just started does not know the topics yet, and the provider would take them for gone.
   */
  public async planResources(): Promise<void> {
    const { cluster, resources } = this.manifest.stacks;
    const missing = resources.filter((stack) => !this.plans.has(stack));
    if (missing.length > 0 || (resources.length > 0 && this.applied.has(cluster))) {
      await this.brokers.answer(Duration.seconds(Math.max(STARTING.seconds, this.manifest.startSeconds ?? 0)));
      await this.plan(missing);
    }
  }

  /** What is declared on the brokers, and companion services, which do not depend on each other. */
  public async applyRest(say: Say, style: ProgressStyle): Promise<void> {
    const { resources, services } = this.manifest.stacks;
    const board = this.board(say, style);
    await allEnded([...resources, ...services].map((stack) => this.apply(stack, board)));
  }

  /** Takes all plans away. */
  public async forgetPlans(): Promise<void> {
    await Promise.all([...this.plans].map(([stack, plan]) => this.terraform(stack).forgetPlan(plan)));
  }

  /** For people: what is yet to be done in each stack. */
  public get summary(): string {
    const texts = this.pending.map(({ stack, planned }) => `${stack} ${summaryOf([...planned.values()])}`);
    const rewriting = rewritingText(this.pending.flatMap(({ planned }) => [...planned]));
    return texts.length === 0 ? 'no changes' : [...texts, ...renewalText(this.renewal), ...rewriting].join('; ');
  }

  /** Plans that are yet to be applied, in the order of their stacks. */
  private get pending(): readonly SavedPlan[] {
    const plans = [...this.stacks.keys()].flatMap((stack) => this.plans.get(stack) ?? []);
    return plans.filter(({ stack, changes }) => changes && !this.applied.has(stack));
  }

  /** Why a plan could not be made, if it was tried: who has changed servers will try again. */
  private async planResourcesEarly(): Promise<CodedError | undefined> {
    const { resources } = this.manifest.stacks;
    this.hadAdministrator = await this.brokers.fetchAdministrator();
    if (!this.hadAdministrator || resources.length === 0) {
      return undefined;
    }
    try {
      await this.brokers.answer(STANDING);
    } catch {
      return undefined;
    }
    await this.idle;
    try {
      await this.plan(resources);
      return undefined;
    } catch (error) {
      if (isTerraformFailure(error)) {
        return error;
      }
      throw error;
    }
  }

  /**
   * Makes plans side by side. Stacks with networks begin: the docker provider waits two seconds before it looks at one, in which the
   * others have the processors to themselves.
   */
  private async plan(stacks: readonly string[], forced?: Forced): Promise<void> {
    const waiting = stacks.filter((stack) => this.terraform(stack).looksAt('docker_network'));
    const looking: Promise<void>[] = [];
    const first = waiting.map(async (stack) => {
      let begun = (): void => undefined;
      looking.push(
        new Promise((resolve) => {
          begun = resolve;
        }),
      );
      return await this.terraform(stack).plan([], { forced, onRefresh: begun }).finally(begun);
    });
    const refused = this.tryingLogins();
    const others = Promise.all(looking).then(() => {
      this.tellIdle();
      return allEnded(
        stacks.filter((stack) => !waiting.includes(stack)).map((stack) => this.planOne(stack, refused, forced)),
      );
    });
    for (const plan of (await allEnded([...first, others])).flat()) {
      this.plans.set(plan.stack, plan);
      this.reviewed?.admit(plan);
    }
  }

  /** What is declared on the brokers is written anew where they refuse it. */
  private async planOne(stack: string, refused = this.tryingLogins(), forced?: Forced): Promise<SavedPlan> {
    const terraform = this.terraform(stack);
    return this.manifest.stacks.resources.includes(stack)
      ? await planRefused(terraform, () => refused(stack), { forced })
      : await terraform.plan([], { forced });
  }

  /** For several stacks at once. What nobody has reviewed is left for another deployment. */
  private tryingLogins(): (stack: string) => Promise<readonly string[]> {
    const tried = triedOnce(this.brokers.refusedLogins);
    return async (stack) => {
      const addresses = await tried();
      return addresses.filter((address) => this.reviewed?.replaces(stack, address) ?? true);
    };
  }

  /** What a plan loses, and which servers that are at work it takes away without a gate. */
  private async lossesOf(plan: SavedPlan): Promise<readonly (Loss | Outage)[]> {
    if (!this.asReviewed.has(plan) && [...plan.planned.values()].every((action) => KEEPS.has(action))) {
      return [];
    }
    const contents = await this.contentsOf(plan);
    const outages = outagesIn(plan.stack, contents);
    const serve = await Promise.all(outages.map((outage) => this.brokers.serves(outage)));
    return [...lossesIn(plan.stack, contents.changes), ...outages.filter((_, index) => serve[index])];
  }

  /** Read by a process of its own, and so once for each plan. */
  private contentsOf(plan: SavedPlan): Promise<PlanContents> {
    const read = this.contents.get(plan) ?? this.terraform(plan.stack).showJson(plan).then(planContents);
    this.contents.set(plan, read);
    return read;
  }

  private async noteRepairs(plan: SavedPlan): Promise<void> {
    const writesAnew = [...plan.planned].some(([address, action]) => isLoginReplaced(address, action));
    if (writesAnew || [...plan.drifted].some((address) => plan.planned.has(address))) {
      const contents = await this.contentsOf(plan);
      await this.repairs.note(plan.stack, repairsIn(contents), contents.changes);
    }
  }

  private async noteTopics(plan: SavedPlan): Promise<void> {
    if ([...plan.planned].some(([address, action]) => isTopicAddress(address) && MAKES.has(action))) {
      const { changes } = await this.contentsOf(plan);
      await this.topics.note(plan.stack, changes, this.brokers.topics);
    }
  }

  /** A plan of which a part is done is made again, when the kafka provider's requests have raced, or were answered too late: nobody can be asked then. */
  private async apply(stack: string, board: ProgressBoard, environment: TerraformEnvironment = {}): Promise<void> {
    const terraform = this.terraform(stack);
    let plan = this.plans.get(stack);
    if (plan?.changes === true && (await this.topics.takeUp(terraform, this.brokers.topics))) {
      plan = undefined;
    }
    const apply = async (): Promise<void> => {
      if (plan === undefined) {
        plan = await this.planOne(stack);
        this.reviewed?.admit(plan);
        await this.guard.admit(await this.lossesOf(plan), false);
      }
      const applied = plan;
      plan = undefined;
      if (!applied.changes) {
        return;
      }
      removeReports(this.workspace.reports);
      await this.noteRepairs(applied);
      await this.noteTopics(applied);
      await board.follow(
        applied,
        (onEvent) => terraform.apply(applied, onEvent, { KAFKA_SERVERS: 'compared', ...environment }),
        (count) => {
          this.count = total([this.count, count]);
        },
      );
      this.applied.add(stack);
      this.changed = true;
    };
    await despiteProviderRace(apply, (failure) => this.topics.takeUp(terraform, this.brokers.topics, failure));
    await this.topics.forget(stack);
  }

  private board(say: Say, style: ProgressStyle): ProgressBoard {
    return new ProgressBoard({ style, say, paces: new Paces(this.workspace.out, this.manifest.name) });
  }

  private terraform(stack: string): Terraform {
    const terraform = this.stacks.get(stack);
    if (terraform === undefined) {
      throw new Error(`${stack} is no stack of ${this.manifest.name}`);
    }
    return terraform;
  }
}

const ACTIONS: readonly (readonly [string, string])[] = [
  ['import', 'to import'],
  ['create', 'to add'],
  ['update', 'to change'],
  ['replace', 'to replace'],
  ['delete', 'to destroy'],
];

function summaryOf(actions: readonly string[]): string {
  const counted = ACTIONS.map(([action, text]) => [actions.filter((each) => each === action).length, text] as const);
  const texts = counted.flatMap(([count, text]) => (count === 0 ? [] : [`${count} ${text}`]));
  return texts.join(', ') || 'state alone';
}
