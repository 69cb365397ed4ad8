import { OperationError } from '../../../model/violation';
import { type StepTask, Steps } from '../../../bootstrap/steps';

const FAILURE = new OperationError({ code: 'Broken', subject: 'it', rule: 'must hold', remedy: 'mend it' });

/** A step that lasts until it is stopped. */
function endless(steps: Steps<object>, ended: string[]): StepTask<object> {
  return steps.step('endless', async (_, { signal }) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
    ended.push('endless');
    throw new Error('echo');
  });
}

describe('Steps', () => {
  test('run in turn, and each finds what the one before has left', async () => {
    const steps = new Steps<{ seen: string[] }>('silent');
    const context = { seen: [] as string[] };
    const named = (name: string): StepTask<{ seen: string[] }> =>
      steps.step(name, ({ seen }) => {
        seen.push(name);
        return Promise.resolve(undefined);
      });
    await steps.run(context, [steps.inTurn('both', [named('a'), named('b')]), named('c')]);
    expect(context.seen).toEqual(['a', 'b', 'c']);
  });

  test('fails with the first violation, whole, once those beside it have been stopped and have ended', async () => {
    const steps = new Steps('silent');
    const ended: string[] = [];
    const broken = steps.step('broken', () => Promise.reject(FAILURE));
    await expect(steps.run({}, [steps.atOnce('both', [endless(steps, ended), broken])])).rejects.toBe(FAILURE);
    expect(ended).toEqual(['endless']);
  });

  test('fails without starting what follows', async () => {
    const steps = new Steps('silent');
    const later = jest.fn(() => Promise.resolve(undefined));
    await expect(
      steps.run({}, [steps.step('broken', () => Promise.reject(FAILURE)), steps.step('later', later)]),
    ).rejects.toBe(FAILURE);
    expect(later).not.toHaveBeenCalled();
  });

  test('fails as interrupted when the person stops the run, which leaves no listener', async () => {
    const before = process.listenerCount('SIGINT');
    const steps = new Steps('silent');
    const running = steps.run({}, [
      steps.step('asked to stop', async (_, { signal }) => {
        const stopped = new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        process.emit('SIGINT');
        await stopped;
        throw new Error('AbortError');
      }),
    ]);
    await expect(running).rejects.toThrow('[Interrupted] asked to stop: was stopped before its end');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
