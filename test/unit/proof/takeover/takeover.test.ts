import { CHASED_LEADER, CONTROLLER, LEADER, successorViolations } from '../../../../proof/takeover/takeover';
import { manifest } from '../../fixtures/manifest';
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

describe('who takes over', () => {
  const quorum = (controllers: number) => ({
    ...manifest,
    metadata: {
      ...manifest.metadata,
      controllers: 'metadata servers' as const,
      servers: manifest.metadata.servers.slice(0, controllers),
    },
  });

  test('is there where brokers, and controllers of their own, can do without one', () => {
    expect(successorViolations(manifest)).toEqual([]);
    expect(successorViolations(quorum(3))).toEqual([]);
    expect(successorViolations({ ...manifest, metadata: { ...manifest.metadata, servers: [] } })).toEqual([]);
  });

  test.each([1, 2])('fails to be there with one broker, and with %i controllers', (controllers) => {
    const violations = successorViolations({ ...quorum(controllers), brokers: manifest.brokers.slice(0, 1) });
    expect(violations.map(({ code, value }) => [code, value])).toEqual([
      ['SuccessorMissing', 1],
      ['SuccessorMissing', controllers],
    ]);
  });
});
