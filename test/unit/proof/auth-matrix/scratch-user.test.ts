import type { AuthFixture } from '../../../../proof/auth-matrix/fixture';
import { makeScratchUser } from '../../../../proof/auth-matrix/scratch-user';
import { CleanupStack } from '../../../../proof/context/cleanup-stack';
import { atController } from '../../../../proof/protocol/controller-connection';

jest.mock('../../../../proof/protocol/controller-connection');

describe('the proof’s own user', () => {
  const made = new Set<string>();
  const stop = new AbortController();
  const cleanup = new CleanupStack();
  const connection = {
    makeScramUser: (name: string) => Promise.resolve(made.add(name)),
    removeScramUser: (name: string) => Promise.resolve(made.delete(name)),
  };
  const listener = { name: 'scram', protocol: 'SASL_SSL', scope: 'published', mechanisms: ['SCRAM-SHA-512'] };
  const fixture = {
    proof: { run: 'run', cleanup, signal: stop.signal },
    credentials: { ca: '' },
    targets: [
      {
        listener,
        name: 'scram',
        servers: [{ at: 'broker 1', address: { host: 'h', port: 1 } }],
        dial: () => {
          stop.abort();
          return Promise.reject(new Error('not yet'));
        },
      },
    ],
  } as unknown as AuthFixture;

  test('is removed also when the proof is interrupted', async () => {
    jest.mocked(atController).mockImplementation((_, work) => work(connection as never));
    await expect(makeScratchUser(fixture)).rejects.toMatchObject({ violations: [{ code: 'Interrupted' }] });
    expect([...made]).toEqual(['run-scratch-user']);
    expect(await cleanup.runAll()).toEqual([]);
    expect(made.size).toBe(0);
  });
});
