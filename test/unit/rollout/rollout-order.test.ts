import { nextServer, type WaitingServer } from '../../../rollout/rollout-order';

const server = (name: string, props: Partial<WaitingServer> = {}): WaitingServer => ({
  server: name,
  role: 'broker',
  serves: true,
  controller: false,
  ...props,
});

describe('the order of a roll-out', () => {
  test('has one that does not serve before all others, which wait for it to be back', () => {
    expect(nextServer([server('a'), server('b', { serves: false, controller: true })])?.server).toBe('b');
  });

  test('has the ZooKeepers before the brokers', () => {
    expect(nextServer([server('a'), server('b', { role: 'zookeeper' })])?.server).toBe('b');
  });

  test('has the controller last', () => {
    expect(nextServer([server('a', { controller: true }), server('b')])?.server).toBe('b');
    expect(nextServer([server('a', { controller: true })])?.server).toBe('a');
  });

  test('follows the names otherwise', () => {
    expect(nextServer([server('b'), server('a')])?.server).toBe('a');
  });

  test('has nobody when nobody waits', () => {
    expect(nextServer([])).toBeUndefined();
  });
});
