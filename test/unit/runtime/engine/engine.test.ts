import type Docker from 'dockerode';
import { sweepHelpers } from '../../../../runtime/engine/engine';

const MINUTE = 60;
const now = Math.floor(Date.now() / 1_000);
const containers = [
  { Id: 'toolbox', Created: now - MINUTE, Labels: { 'cdktf-kafka.role': 'proof' } },
  { Id: 'files', Created: now - 3 * MINUTE, Labels: { 'cdktf-kafka.role': 'fetch' } },
  { Id: 'broker', Created: now - 5 * MINUTE, Labels: { 'cdktf-kafka.role': 'broker' } },
];

/** An engine that holds these, notes what is removed, and may have removed one meanwhile. */
function engineThat(removed: string[], gone?: string): Docker {
  return {
    listContainers: () => Promise.resolve(containers),
    getContainer: (id: string) => ({
      remove: (): Promise<void> => {
        if (id === gone) {
          return Promise.reject(Object.assign(new Error('no such container'), { statusCode: 404 }));
        }
        removed.push(id);
        return Promise.resolve();
      },
    }),
  } as unknown as Docker;
}

describe('Sweeping up after a killed run', () => {
  test('removes helper containers, and no server', async () => {
    const removed: string[] = [];
    expect(await sweepHelpers(engineThat(removed), 'kafka')).toBe(2);
    expect(removed).toEqual(['toolbox', 'files']);
  });

  test('spares those that may still be in use', async () => {
    const removed: string[] = [];
    await sweepHelpers(engineThat(removed), 'kafka', { olderThanSeconds: 2 * MINUTE });
    expect(removed).toEqual(['files']);
  });

  test('minds none that is gone already', async () => {
    const removed: string[] = [];
    await sweepHelpers(engineThat(removed, 'toolbox'), 'kafka');
    expect(removed).toEqual(['files']);
  });
});
