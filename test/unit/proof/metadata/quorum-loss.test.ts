import {
  isServing,
  majority,
  quorumVictims,
  refusalViolations,
  type QuorumRole,
  type QuorumServer,
  spanWithoutQuorum,
} from '../../../../proof/metadata/quorum-loss';

const servers = (...roles: QuorumRole[]): QuorumServer[] => roles.map((role, i) => ({ container: `s${i + 1}`, role }));

describe('a quorum', () => {
  test('serves with a leader and enough others', () => {
    expect(isServing(servers('follower', 'leader', 'none'), 2)).toBe(true);
  });

  test('fails to serve without a leader, with two of them, or with too few servers', () => {
    expect(isServing(servers('follower', 'none', 'none'), 1)).toBe(false);
    expect(isServing(servers('leader', 'leader', 'none'), 2)).toBe(false);
    expect(isServing(servers('follower', 'leader', 'none'), 3)).toBe(false);
  });

  test('needs more than half of its servers', () => {
    expect([3, 4, 5].map(majority)).toEqual([2, 3, 3]);
  });

  test('is lost with the leader, and no more servers than that takes', () => {
    expect(quorumVictims(servers('follower', 'leader', 'follower'))).toEqual(['s2', 's1']);
    expect(quorumVictims(servers('follower', 'leader', 'none'))).toEqual(['s2']);
    expect(quorumVictims(servers('follower', 'leader', 'follower', 'follower', 'follower'))).toHaveLength(3);
  });

  test('is away for twice a broker’s session, also where a manifest does not tell of that', () => {
    expect(spanWithoutQuorum({ brokerSessionSeconds: 6 }).seconds).toBe(12);
    expect(spanWithoutQuorum({}).seconds).toBe(36);
  });

  test('fails when a send was refused while one of its servers was down', () => {
    const store = { server: 'controller', remedy: 'look at the brokers’ logs' };
    expect(refusalViolations(store, 0)).toEqual([]);
    expect(refusalViolations(store, 3)).toMatchObject([
      { code: 'SendsRefused', subject: 'sends while one controller was down', value: 3 },
    ]);
  });
});
