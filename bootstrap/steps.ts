import {
  type DefaultRenderer,
  Listr,
  type ListrTask,
  type ListrTaskWrapper,
  PRESET_TIMER,
  type SimpleRenderer,
} from 'listr2';
import { CodedError } from '../model/violation';
import { isSeen, machinesRead, tell } from '../runtime/process/terminal';
import { Interrupted } from '../runtime/wait';
import type { Progress } from './packages';

/** `default`: live, on a terminal; `simple`: plain lines; `silent`: nothing. */
export type Renderer = 'default' | 'simple' | 'silent';

export type StepTask<Context> = ListrTask<Context, typeof DefaultRenderer, typeof SimpleRenderer>;
type Wrapper<Context> = ListrTaskWrapper<Context, typeof DefaultRenderer, typeof SimpleRenderer>;

export interface StepTools {
  /** Aborted when the person stops the run, or another step has failed. */
  readonly signal: AbortSignal;
  /** Shows a line below the step's title, in place of the last one. */
  readonly progress: Progress;
  /** Shows another title: what was found, in place of what is looked for. */
  readonly rename: (title: string) => void;
}

/** What a step answers with when it had nothing to do: why not. */
export type Skipped = string | undefined;

/**
 * Runs steps, those that do not need each other at the same time; when one fails, the others are stopped and awaited.
 */
export class Steps<Context extends object> {
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly stop = new AbortController();
  private readonly renderer: Renderer;
  private failure: unknown;

  public constructor(renderer?: Renderer) {
    this.renderer = renderer ?? (machinesRead() ? 'silent' : isSeen() ? 'default' : 'simple');
  }

  /** One step. */
  public step(title: string, work: (context: Context, tools: StepTools) => Promise<Skipped>): StepTask<Context> {
    return {
      title,
      task: async (context, task) => {
        if (this.isStopped()) {
          throw new Interrupted(title);
        }
        const began = performance.now();
        tell({ type: 'step', step: title, status: 'started' });
        const end = (status: 'completed' | 'failed', text?: string): void => {
          const seconds = Math.round(performance.now() - began) / 1000;
          tell({ type: 'step', step: title, status, seconds, ...(text !== undefined && { text }) });
        };
        const running = work(context, this.tools(task));
        this.underWay.add(running);
        try {
          const skipped = await running;
          end('completed', skipped ?? (task.title === title ? undefined : task.title));
          if (skipped !== undefined) {
            // A live list shows the reason in place of the title.
            task.skip(this.renderer === 'default' ? `${task.title}: ${skipped}` : skipped);
          }
        } catch (error) {
          // What a wait throws when it is broken off says nothing to a person.
          const own = error instanceof CodedError || !this.isStopped() ? error : new Interrupted(title);
          this.failure ??= own;
          this.stop.abort();
          end('failed');
          // Shown beside this step and each that holds it: the whole of it is the caller's to show, once.
          throw new Error(error instanceof CodedError ? (error.violations[0]?.code ?? error.name) : 'failed', {
            cause: error,
          });
        } finally {
          this.underWay.delete(running);
        }
      },
    };
  }

  /** Several steps, one after another. */
  public inTurn(title: string, steps: readonly StepTask<Context>[]): StepTask<Context> {
    return { title, task: (_, task) => task.newListr([...steps], { concurrent: false }) };
  }

  /** Several steps at the same time. */
  public atOnce(title: string, steps: readonly StepTask<Context>[]): StepTask<Context> {
    return { title, task: (_, task) => task.newListr([...steps], { concurrent: true }) };
  }

  public async run(context: Context, steps: readonly StepTask<Context>[]): Promise<void> {
    const onSignal = (): void => {
      this.stop.abort();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    try {
      await this.list(context, steps).run();
    } catch (error) {
      throw this.failure ?? error;
    } finally {
      await Promise.allSettled(this.underWay);
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
    }
  }

  private isStopped(): boolean {
    return this.stop.signal.aborted;
  }

  private list(ctx: Context, steps: readonly StepTask<Context>[]): Listr<Context> {
    return new Listr<Context>([...steps], {
      ctx,
      registerSignalListeners: false,
      renderer: 'default',
      rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false, collapseErrors: false, showErrorMessage: false },
      fallbackRenderer: 'simple',
      fallbackRendererCondition: this.renderer === 'simple',
      fallbackRendererOptions: { timer: PRESET_TIMER },
      silentRendererCondition: this.renderer === 'silent',
    });
  }

  private tools(task: Wrapper<Context>): StepTools {
    const live = this.renderer === 'default';
    return {
      signal: this.stop.signal,
      progress: (line) => {
        // Plain lines are kept: thousands of them, of a compiler or a package manager, would hide the steps.
        if (live) {
          task.output = line;
        }
      },
      rename: (title) => {
        task.title = title;
      },
    };
  }
}
