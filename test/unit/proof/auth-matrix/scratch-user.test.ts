import { toController, type Scene } from '../../../../proof/auth-matrix/fixture';
import { makeStranger } from '../../../../proof/auth-matrix/scratch-user';
import { Undo } from '../../../../proof/context/cleanup-stack';

jest.mock('../../../../proof/auth-matrix/fixture');

describe('the proof’s own user', () => {
  const made = new Set<string>();
  const stop = new AbortController();
  const undo = new Undo();
  const connection = {
    scramUsers: () => Promise.resolve([]),
    makeScramUser: (name: string) => Promise.resolve(made.add(name)),
    removeScramUser: (name: string) => Promise.resolve(made.delete(name)),
    close: () => undefined,
  };
  const listener = { name: 'scram', protocol: 'SASL_SSL', scope: 'published', mechanisms: ['SCRAM-SHA-512'] };
  const scene = {
    proof: { run: 'run', undo, signal: stop.signal },
    cast: { ca: '' },
    doors: [
      {
        listener,
        gate: {
          name: 'scram',
          places: [{ at: 'broker 1', address: { host: 'h', port: 1 } }],
          dial: () => {
            stop.abort();
            return Promise.reject(new Error('not yet'));
          },
        },
      },
    ],
  } as unknown as Scene;

  test('is removed also when the proof is interrupted', async () => {
    jest.mocked(toController).mockResolvedValue(connection as never);
    await expect(makeStranger(scene)).rejects.toMatchObject({ violations: [{ code: 'Interrupted' }] });
    expect([...made]).toEqual(['run-stranger']);
    expect(await undo.all()).toEqual([]);
    expect(made.size).toBe(0);
  });
});
