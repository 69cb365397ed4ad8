import type { WantedPlacement } from '../../../../model/moving/plan-moves';
import { afterMoves, reviewedMoves } from '../../../../model/moving/reviewed-moves';
import { unreviewedViolations } from '../../../../rollout/moving/unplaceable';

const on = (partition: number, ...replicas: readonly number[]) => ({ topic: 'orders', partition, replicas });
const move = (partition: number, from: readonly number[], to: readonly number[]) => ({
  ...{ topic: 'orders', partition, from, to },
});

const brokers = [1, 2, 3].map((id) => ({ id, rack: '' }));
const wanted: WantedPlacement = { brokers, factorOf: () => 2 };
const codesOf = (...args: Parameters<typeof reviewedMoves>): readonly string[] =>
  unreviewedViolations(reviewedMoves(...args)).map(({ code, subject }) => `${code} ${subject}`);

describe('Reviewed moves', () => {
  test('are those that are done, whatever else would be better, and those that are done already are not done again', () => {
    const reviewed = [move(0, [1, 4], [1, 3]), move(1, [4, 2], [3, 2])];
    // The second one has been moved; the third one has all on two brokers, which nobody has to mend.
    const placements = [on(0, 1, 4), on(1, 3, 2), on(2, 1, 2)];
    expect(reviewedMoves(reviewed, placements, wanted)).toEqual({
      moves: [{ ...move(0, [1, 4], [1, 3]), added: [3] }],
      elsewhere: [],
      beyond: [],
    });
  });

  test('are none for what was deleted since', () => {
    expect(reviewedMoves([move(0, [1, 4], [1, 3])], [], wanted)).toEqual({ moves: [], elsewhere: [], beyond: [] });
  });

  test('go on where copies stand in another order, and fail where they are on other brokers', () => {
    const reviewed = [move(0, [1, 4], [1, 3])];
    expect(codesOf(reviewed, [on(0, 4, 1)], wanted)).toEqual([]);
    expect(codesOf(reviewed, [on(0, 2, 4)], wanted)).toEqual(['PlanStale partition orders-0']);
  });

  test('fail where others would have to move, to leave a broker or to be as many as are declared', () => {
    expect(codesOf([], [on(0, 1, 4), on(1, 1), on(2, 1, 2)], wanted)).toEqual([
      'PlanExceeded partition orders-0',
      'PlanExceeded partition orders-1',
    ]);
  });

  test('count from where copies are that move already, and from where those stay that go to brokers that are declared no more', () => {
    const placements = [on(0, 3, 1, 2), on(1, 4, 1, 2), on(2, 1, 2)];
    const begun = [
      { ...on(0, 3, 1), added: [3] },
      { ...on(1, 4, 1), added: [4] },
    ];
    expect(afterMoves(placements, begun, brokers)).toEqual([on(0, 3, 1), on(1, 1, 2), on(2, 1, 2)]);
  });
});
