import { isSeen, machinesRead } from '../../runtime/process/terminal';
import type { TerraformEvent } from './events';
import type { Paces } from './paces';
import { StackProgress } from './stack-progress';
import { type ChangeCount, countOf, total } from './change-count';
import type { SavedPlan } from './terraform';

/** Who reads along: a person at a terminal, one who reads a log, a machine. */
export type ProgressStyle = 'live' | 'log' | 'machine';

export const progressStyle = (): ProgressStyle => (machinesRead() ? 'machine' : isSeen() ? 'live' : 'log');

const LOG_EVERY_MS = 10_000;
const TICK_MS = 1_000;

export interface ProgressBoardOptions {
  readonly style: ProgressStyle;
  /** Takes each line; on a terminal the whole list, in place of the last one. */
  readonly say: (text: string) => void;
  readonly paces: Pick<Paces, 'of' | 'note'>;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Shows how stacks are applied, several at a time: on a terminal all of them in a list that moves on by itself, elsewhere a line of
 * each every ten seconds at most, and one at its end.
 */
export class ProgressBoard {
  private readonly shown = new Map<string, StackProgress>();
  private readonly now: () => number;

  public constructor(private readonly options: ProgressBoardOptions) {
    this.now = options.now ?? Date.now;
  }

  /** Follows how a stack is applied; `onCount` is told what was touched, also before a failure. */
  public async follow(
    { stack, planned }: Pick<SavedPlan, 'stack' | 'planned'>,
    apply: (onEvent: (event: TerraformEvent) => void) => Promise<void>,
    onCount: (count: ChangeCount) => void = (): void => undefined,
  ): Promise<void> {
    const { style, say, paces } = this.options;
    const began = this.now();
    const progress = new StackProgress({ stack, planned }, { pace: paces.of(stack, planned), now: this.now });
    this.shown.set(stack, progress);
    const counts: ChangeCount[] = [];
    let said = began;
    const ticking = style === 'live' ? setInterval(this.show.bind(this), TICK_MS).unref() : undefined;
    try {
      await apply((event) => {
        counts.push(countOf(event));
        const activity = progress.take(event);
        if (activity === undefined) {
          return;
        }
        if (style === 'live') {
          this.show();
        } else if (this.now() - said >= LOG_EVERY_MS) {
          said = this.now();
          if (style === 'log') {
            say(`${progress.line}; ${activity}`);
          } else {
            progress.tell();
          }
        }
      });
    } finally {
      clearInterval(ticking);
      onCount(total(counts));
    }
    const { paceNow } = progress;
    if (paceNow !== undefined) {
      await paces.note(stack, planned, paceNow);
    }
    progress.end(total(counts));
    if (style === 'live') {
      this.show();
    } else if (style === 'log') {
      say(progress.line);
    }
  }

  private show(): void {
    this.options.say([...this.shown.values()].flatMap(({ list }) => list).join('\n'));
  }
}
