import { LOGIN_RESOURCE } from '../../model/resources/login-resource';
import { resourceAt } from '../../model/names/resource-address';
import { tell } from '../../runtime/process/terminal';
import type { TerraformEvent } from './events';
import { type ChangeCount, countText } from './change-count';
import type { SavedPlan } from './terraform';

/** How much must be done before the rest of it can be estimated from that alone. */
const ENOUGH_TO_ESTIMATE = 20;

/** How many times a resource is touched: what takes another's place is destroyed and created. */
const TOUCHES: Readonly<Record<string, number>> = { create: 1, update: 1, delete: 1, replace: 2 };

/** Kinds of resources for people. */
const KINDS: Readonly<Record<string, string>> = {
  docker_container: 'containers',
  docker_image: 'images',
  docker_network: 'networks',
  docker_volume: 'volumes',
  kafka_acl: 'rules',
  kafka_quota: 'quotas',
  kafka_topic: 'topics',
  [LOGIN_RESOURCE]: 'logins',
};

const nameOfKind = (type: string): string => KINDS[type] ?? type;

/** What a person calls resources like the one at an address. */
export const kindOf = (address: string): string => nameOfKind(address.split('.', 1)[0] ?? '');

/** Kinds whose resources are listed one by one while they are few; of all others there is a count. */
const LISTED: readonly string[] = ['docker_container', 'kafka_topic'];
const FEW = 8;

/** A resource that is touched. */
interface Item {
  readonly type: string;
  readonly name: string;
  left: number;
  /** When it was begun, and how long it took. */
  since?: number;
  took?: number;
  /** What is said of it meanwhile. */
  note?: string;
}

export interface StackProgressOptions {
  /** Milliseconds that a touch took when the same was done before. */
  readonly pace?: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** How far a stack has come while it is applied. */
export class StackProgress {
  public readonly stack: string;
  private readonly began: number;
  private readonly items: ReadonlyMap<string, Item>;
  private readonly steps: number;
  private readonly pace: number | undefined;
  private readonly now: () => number;
  private done = 0;
  private closing: string | undefined;

  public constructor(
    { stack, planned }: Pick<SavedPlan, 'stack' | 'planned'>,
    { pace, now = Date.now }: StackProgressOptions = {},
  ) {
    this.stack = stack;
    this.pace = pace;
    this.now = now;
    this.began = now();
    this.items = new Map(
      [...planned].flatMap(([address, action]) => {
        const left = TOUCHES[action];
        return left === undefined ? [] : [[address, { ...resourceAt(address), left }]];
      }),
    );
    this.steps = [...this.items.values()].reduce((sum, { left }) => sum + left, 0);
  }

  /** Takes an event up, and answers with what is being done, for people: undefined for what is not worth a line. */
  public take(event: TerraformEvent): string | undefined {
    if ('hook' in event) {
      this.note(event, this.items.get(event.hook.resource.addr));
    }
    return activityIn(event);
  }

  /** The last word. */
  public end(count: ChangeCount): void {
    this.closing = `${this.stack}: ${countText(count)} in ${secondsText(this.elapsed)}`;
    this.tell();
  }

  /** Milliseconds for each touch until now; undefined while there was none. */
  public get paceNow(): number | undefined {
    return this.done === 0 ? undefined : this.elapsed / this.done;
  }

  /** One line for people. */
  public get line(): string {
    if (this.closing !== undefined) {
      return this.closing;
    }
    const left = this.millisecondsLeft;
    const estimate = left === undefined ? '' : `, about ${secondsText(left)} left`;
    return `${this.stack}: ${this.done} of ${this.steps} after ${secondsText(this.elapsed)}${estimate}`;
  }

  /** A list for a terminal: servers and topics one by one while they are few, everything else by its number. */
  public get list(): readonly string[] {
    if (this.closing !== undefined) {
      return [this.closing];
    }
    const all = [...this.items.values()];
    const lines = [...new Set(all.map(({ type }) => type))].sort().flatMap((type) => {
      const same = all.filter((item) => item.type === type);
      const made = same.filter(({ left }) => left === 0).length;
      return LISTED.includes(type) && same.length <= FEW
        ? same.map((item) => this.itemLine(item))
        : [`${nameOfKind(type)}: ${made} of ${same.length}`];
    });
    return [this.line, ...lines.map((line) => `  ${line}`)];
  }

  /** Tells a machine. */
  public tell(): void {
    const left = this.closing === undefined ? this.millisecondsLeft : undefined;
    tell({
      ...{ type: 'stack', stack: this.stack, done: this.done, steps: this.steps, seconds: seconds(this.elapsed) },
      ...(left !== undefined && { secondsLeft: seconds(left) }),
    });
  }

  private note(event: TerraformEvent & { readonly hook: object }, item: Item | undefined): void {
    if (event.type === 'apply_complete' && event.hook.action !== 'read') {
      this.done += 1;
    }
    if (item === undefined) {
      return;
    }
    item.since ??= this.now();
    if (event.type === 'provision_progress') {
      item.note = event.hook.output.trim() || item.note;
    } else if (event.type === 'apply_errored') {
      item.note = 'failed';
    } else if (event.type === 'apply_complete') {
      item.left = Math.max(0, item.left - 1);
      item.took = this.now() - item.since;
      item.note = undefined;
    }
  }

  private itemLine({ name, left, since, took, note }: Item): string {
    if (left === 0) {
      return `✔ ${name} (${secondsText(took ?? 0)})`;
    }
    return since === undefined
      ? `· ${name}`
      : `▸ ${name} (${secondsText(this.now() - since)})${note === undefined ? '' : `: ${note}`}`;
  }

  private get elapsed(): number {
    return this.now() - this.began;
  }

  /** From what it has shown so far, and before that is enough, from the last time. */
  private get millisecondsLeft(): number | undefined {
    if (this.done >= ENOUGH_TO_ESTIMATE) {
      return (this.elapsed / this.done) * (this.steps - this.done);
    }
    const left = this.pace === undefined ? 0 : this.pace * this.steps - this.elapsed;
    return left > 0 ? left : undefined;
  }
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
const secondsText = (milliseconds: number): string => `${seconds(milliseconds)} s`;

const VERBS: Readonly<Record<string, string>> = { create: 'creating', update: 'changing', delete: 'destroying' };

function activityIn(event: TerraformEvent): string | undefined {
  if (event.type === 'apply_start' || event.type === 'apply_progress') {
    return `${VERBS[event.hook.action] ?? event.hook.action} ${event.hook.resource.addr}`;
  }
  const output = event.type === 'provision_progress' ? event.hook.output.trim() : '';
  return event.type === 'provision_progress' && output !== '' ? `${event.hook.resource.addr}: ${output}` : undefined;
}
