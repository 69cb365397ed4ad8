import type { TerraformEvent } from './events';
import { type ChangeCount, countText, type SavedPlan } from './terraform';

/** What is said of a stack while it is applied: as it comes on a terminal, every ten seconds at most in a log. */
export type ProgressStyle = 'live' | 'log';

export const progressStyle = (): ProgressStyle => (process.stdout.isTTY ? 'live' : 'log');

const LOG_EVERY_MS = 10_000;
/** How much must be done before the rest of it can be estimated. */
const ENOUGH_TO_ESTIMATE = 20;

/** Tells how far a stack has come while it is applied. */
export class StackProgress {
  private readonly began: number;
  private readonly steps: number;
  private done = 0;
  private said: number;

  /**
   * @param say takes each line
   * @param now milliseconds
   */
  public constructor(
    private readonly plan: Pick<SavedPlan, 'stack' | 'planned'>,
    private readonly style: ProgressStyle,
    private readonly say: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.began = now();
    this.said = this.began;
    // What takes another's place is destroyed and created.
    this.steps = [...plan.planned.values()].reduce((sum, action) => sum + (action === 'replace' ? 2 : 1), 0);
  }

  public take(event: TerraformEvent): void {
    if (event.type === 'apply_complete' && event.hook.action !== 'read') {
      this.done += 1;
    }
    const activity = activityIn(event);
    if (activity === undefined || (this.style === 'log' && this.now() - this.said < LOG_EVERY_MS)) {
      return;
    }
    this.said = this.now();
    this.say(`${this.plan.stack}: ${this.done} of ${this.steps} after ${this.seconds}${this.estimate}; ${activity}`);
  }

  /** The last line, with what came of it. */
  public end(count: ChangeCount): void {
    this.say(`${this.plan.stack}: ${countText(count)} in ${this.seconds}`);
  }

  private get seconds(): string {
    return `${Math.round((this.now() - this.began) / 1000)} s`;
  }

  private get estimate(): string {
    if (this.done < ENOUGH_TO_ESTIMATE) {
      return '';
    }
    const left = ((this.now() - this.began) / this.done) * (this.steps - this.done);
    return `, about ${Math.round(left / 1000)} s left`;
  }
}

const VERBS: Readonly<Record<string, string>> = { create: 'creating', update: 'changing', delete: 'destroying' };

/** What is being done, for people; undefined for what is not worth a line. */
function activityIn(event: TerraformEvent): string | undefined {
  if (event.type === 'apply_start' || event.type === 'apply_progress') {
    return `${VERBS[event.hook.action] ?? event.hook.action} ${event.hook.resource.addr}`;
  }
  const output = event.type === 'provision_progress' ? event.hook.output.trim() : '';
  return event.type === 'provision_progress' && output !== '' ? `${event.hook.resource.addr}: ${output}` : undefined;
}
