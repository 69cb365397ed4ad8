import { CHASED_LEADER, CONTROLLER, LEADER } from '../../../../proof/takeover/takeover';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';

describe('a takeover', () => {
  const partition = (number: number, leader: number, isr = [1, 2, 3]): PartitionView => ({
    ...{ topic: 't', partition: number, leader, isr },
    replicas: [1, 2, 3],
  });

  test('is provoked at a leader that is not the controller where there is one', () => {
    expect(LEADER.holder([partition(0, 2), partition(1, 3)], 2)).toBe(3);
    expect(LEADER.holder([partition(0, 2)], 2)).toBe(2);
  });

  test('is provoked at the leader of the same partition when the leader is chased', () => {
    expect(CHASED_LEADER.holder([partition(0, 2), partition(1, 3)], 2)).toBe(2);
  });

  test('is provoked at nobody when there is no controller', () => {
    expect(CONTROLLER.holder([partition(0, 2)], null)).toBe(-1);
  });
});
