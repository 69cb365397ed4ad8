import { nextMemberChange, unmetMembership } from '../../../rollout/quorum-members';
import type { QuorumMember, QuorumView } from '../../../runtime/kafka/quorum-view';

const NOW = 100_000;
const BEHIND = NOW - 60_000;

/** One with a volume of that name. */
const member = (nodeId: number, directory = `of ${nodeId}`, caughtUpMs = NOW): QuorumMember => ({
  ...{ nodeId, directory, caughtUpMs },
  logEndOffset: 9,
});
const members = (...nodes: number[]): readonly QuorumMember[] => nodes.map((node) => member(node));

const quorum = (
  voters: readonly QuorumMember[],
  observers: readonly QuorumMember[] = [],
  leader = 1001,
): QuorumView => ({
  ...{ leader, voters, observers },
  epoch: 1,
});

const THREE = [1001, 1002, 1003];

describe('the next change of who votes', () => {
  test('is none where those vote that are declared, whoever follows', () => {
    expect(nextMemberChange(THREE, quorum(members(...THREE), members(1, 2)))).toBeUndefined();
  });

  test('gives a vote to who has come and has what the leader has, one after the other', () => {
    const come = quorum(members(1001), members(1, 1003, 1002));
    expect(nextMemberChange(THREE, come)).toEqual({ kind: 'add', member: member(1003) });
    const next = quorum(members(1001, 1003), members(1, 1002));
    expect(nextMemberChange(THREE, next)).toEqual({ kind: 'add', member: member(1002) });
  });

  test('waits for one that lags, and for one that has not come', () => {
    expect(nextMemberChange(THREE, quorum(members(1001, 1002), [member(1003, 'new', BEHIND)]))).toBeUndefined();
    expect(nextMemberChange(THREE, quorum(members(1001, 1002)))).toBeUndefined();
  });

  test('takes the vote of a lost volume away before that of the new one is given: no number votes twice', () => {
    const lost = member(1002, 'lost', BEHIND);
    const again = member(1002, 'new');
    const before = quorum([...members(1001, 1003), lost], [again]);
    expect(nextMemberChange(THREE, before)).toEqual({ kind: 'remove', member: lost });
    expect(nextMemberChange(THREE, quorum(members(1001, 1003), [again, lost]))).toEqual({ kind: 'add', member: again });
  });

  test('leaves one that votes and keeps up, though the leader remembers another volume of its', () => {
    expect(nextMemberChange(THREE, quorum(members(...THREE), [member(1002, 'former', BEHIND)]))).toBeUndefined();
    expect(nextMemberChange(THREE, quorum(members(...THREE), [member(1002, 'former')]))).toBeUndefined();
  });

  test('takes votes from those that are declared no more, the leader last, and after who comes', () => {
    const voters = members(1001, 1002, 1003);
    expect(nextMemberChange([1003], quorum(voters))).toEqual({ kind: 'remove', member: member(1002) });
    expect(nextMemberChange([1003], quorum(members(1001, 1003)))).toEqual({ kind: 'remove', member: member(1001) });
    expect(nextMemberChange([1003, 1004], quorum(voters, members(1004)))).toEqual({
      kind: 'add',
      member: member(1004),
    });
  });

  test('takes a vote first from one that is away already: of two, the other could not agree upon it', () => {
    const away = member(1003, 'of 1003', BEHIND);
    expect(nextMemberChange([1001], quorum([...members(1001, 1002), away]))).toEqual({ kind: 'remove', member: away });
  });

  test('leaves a vote to who is to go while one of those that stay is away: they could not agree upon it', () => {
    expect(nextMemberChange([1001, 1002], quorum([...members(1001, 1003), member(1002, 'x', BEHIND)]))).toBeUndefined();
  });

  test('is none while nobody leads', () => {
    expect(nextMemberChange([1001], quorum(members(1001, 1002), [], -1))).toBeUndefined();
  });
});

test('a quorum lacks a leader, a vote by the volume that there is, and that others vote no more', () => {
  expect(unmetMembership(THREE, quorum(members(...THREE)))).toBeUndefined();
  expect(unmetMembership(THREE, quorum(members(...THREE), [], -1))).toContain('elect a leader');
  expect(unmetMembership(THREE, quorum(members(1001, 1002), members(1003)))).toBe(
    'controller 1003 to vote, with all of the metadata',
  );
  const lost = quorum([...members(1001, 1003), member(1002, 'lost', BEHIND)], [member(1002, 'new')]);
  expect(unmetMembership(THREE, lost)).toContain('controller 1002 to vote');
  expect(unmetMembership(THREE, lost, 1002)).toBeUndefined();
  expect(unmetMembership([1001], quorum(members(1001, 1002)))).toBe('controller 1002 to vote no more');
});
