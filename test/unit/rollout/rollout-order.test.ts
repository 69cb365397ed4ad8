import { type Candidate, nextOf } from '../../../rollout/rollout-order';

const server = (name: string, props: Partial<Candidate> = {}): Candidate => ({
  server: name,
  role: 'broker',
  serves: true,
  controller: false,
  ...props,
});

describe('the order of a roll', () => {
  test('has one that does not serve before all others, which wait for it to be back', () => {
    expect(nextOf([server('a'), server('b', { serves: false, controller: true })])?.server).toBe('b');
  });

  test('has the ZooKeepers before the brokers', () => {
    expect(nextOf([server('a'), server('b', { role: 'zookeeper' })])?.server).toBe('b');
  });

  test('has the controller last', () => {
    expect(nextOf([server('a', { controller: true }), server('b')])?.server).toBe('b');
    expect(nextOf([server('a', { controller: true })])?.server).toBe('a');
  });

  test('follows the names otherwise', () => {
    expect(nextOf([server('b'), server('a')])?.server).toBe('a');
  });

  test('has nobody when nobody waits', () => {
    expect(nextOf([])).toBeUndefined();
  });
});
