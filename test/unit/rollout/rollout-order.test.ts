import { nextServer, rolloutRoles, type WaitingServer } from '../../../rollout/rollout-order';
import { manifest } from '../fixtures/manifest';

const roles = rolloutRoles(manifest);

const server = (name: string, props: Partial<WaitingServer> = {}): WaitingServer => ({
  server: name,
  role: 'broker',
  serves: true,
  isHealthy: true,
  controller: false,
  ...props,
});

describe('the order of a roll-out', () => {
  test('has one that does not serve before all others, which wait for it to be back', () => {
    expect(nextServer([server('a'), server('b', { serves: false, controller: true })], roles)?.server).toBe('b');
  });

  test('has one that is not healthy before all that are', () => {
    expect(nextServer([server('a'), server('b', { isHealthy: false })], roles)?.server).toBe('b');
    expect(nextServer([server('a', { isHealthy: false }), server('b', { serves: false })], roles)?.server).toBe('b');
  });

  test('has one that is stuck before all that serve, and after whoever is awaited to be back', () => {
    const stuck = server('b', { isStuck: true, controller: true });
    expect(nextServer([server('a'), stuck, server('c', { role: 'zookeeper' })], roles)?.server).toBe('b');
    expect(nextServer([server('a', { isHealthy: false }), stuck], roles)?.server).toBe('a');
    expect(nextServer([server('a', { serves: false }), stuck], roles)?.server).toBe('a');
  });

  test('has the metadata servers before the brokers', () => {
    expect(nextServer([server('a'), server('b', { role: 'zookeeper' })], roles)?.server).toBe('b');
  });

  test('has those that have left the declaration before all that serve', () => {
    expect(nextServer([server('a', { role: 'zookeeper' }), server('b', { role: '' })], roles)?.server).toBe('b');
  });

  test('has the controller last', () => {
    expect(nextServer([server('a', { controller: true }), server('b')], roles)?.server).toBe('b');
    expect(nextServer([server('a', { controller: true })], roles)?.server).toBe('a');
  });

  test('follows the names otherwise', () => {
    expect(nextServer([server('b'), server('a')], roles)?.server).toBe('a');
  });

  test('has nobody when nobody waits', () => {
    expect(nextServer([], roles)).toBeUndefined();
  });
});
