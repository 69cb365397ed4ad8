import { isWorthKeeping } from '../../../../cli/deployment/slow-starts';

type Inspected = Parameters<typeof isWorthKeeping>[0];

const server = (status: string, state: object = {}, restarts = 0): Inspected =>
  ({
    State: { Running: true, Restarting: false, Health: { Status: status }, ...state },
    RestartCount: restarts,
  }) as Inspected;

describe('A server that Terraform would take away', () => {
  test.each([
    ['still loads', server('starting'), false],
    ['has loaded for longer than it may, and still does', server('unhealthy'), false],
    ['serves by now, after a deployment that gave it up', server('healthy'), true],
  ])('is kept when it %s', (_, container, unfinished) => {
    expect(isWorthKeeping(container, unfinished)).toBe(true);
  });

  test.each([
    ['has ended', server('starting', { Running: false })],
    ['is started again and again', server('starting', { Restarting: true })],
    ['has died since', server('starting', {}, 3)],
  ])('goes when it %s', (_, container) => {
    expect(isWorthKeeping(container, true)).toBe(false);
  });

  test('goes when a person has marked it', () => {
    expect(isWorthKeeping(server('healthy'), false)).toBe(false);
  });
});
