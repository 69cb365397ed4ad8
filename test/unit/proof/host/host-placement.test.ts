import { placementViolations } from '../../../../proof/host/host-placement';
import type { HostServers } from '../../../../proof/host/host-servers';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';

const host = (name: string, brokers: readonly number[], voters: readonly number[]): HostServers => ({
  ...{ name, brokers, voters: voters.map((id) => `voter-${id}`), containers: [] },
});
const three = [host('a', [1], [1]), host('b', [2], [2]), host('c', [3], [3])];

const partition = (number: number, replicas: readonly number[], topic = 'orders'): PartitionView => ({
  ...{ topic, partition: number, replicas, isr: replicas, leader: replicas[0] ?? -1 },
});

const found = (hosts: readonly HostServers[], partitions: readonly PartitionView[], least = 2): readonly string[] =>
  placementViolations({ hosts, partitions, minInsync: new Map([['orders', least]]) }).map(
    ({ code, subject, value }) => `${code} ${subject}: ${value}`,
  );

describe('a placement survives each host', () => {
  test('with a copy, and a server of the metadata, on each of three', () => {
    expect(found(three, [partition(0, [1, 2, 3]), partition(1, [2, 3, 1])])).toEqual([]);
  });

  test('with two copies on different ones, where one is enough for an acknowledgement', () => {
    expect(found(three, [partition(0, [1, 2])], 1)).toEqual([]);
  });

  test('with two brokers on one, where racks keep copies apart', () => {
    const hosts = [host('a', [1, 4], [1]), host('b', [2], [2]), host('c', [3], [3])];
    expect(found(hosts, [partition(0, [1, 2, 3]), partition(1, [4, 3, 2])])).toEqual([]);
  });

  test('with five servers of the metadata, two of them on one', () => {
    expect(found([host('a', [1], [1, 2]), host('b', [2], [3, 4]), host('c', [3], [5])], [])).toEqual([]);
  });
});

describe('a placement fails', () => {
  test('when all copies of a partition are on one host', () => {
    const hosts = [host('a', [1, 2], [1]), host('b', [3], [2]), host('c', [4], [3])];
    expect(found(hosts, [partition(0, [1, 2]), partition(1, [2, 3]), partition(2, [2, 1])], 1)).toEqual([
      'CopiesOnOneHost topic orders, host a: partition 0 on broker 1, 2; 2 on broker 2, 1',
    ]);
  });

  test('when fewer copies than an acknowledgement takes are on other hosts', () => {
    const hosts = [host('a', [1, 2], [1]), host('b', [3], [2]), host('c', [4], [3])];
    expect(found(hosts, [partition(0, [1, 2, 3]), partition(1, [1, 3, 4])])).toEqual([
      'CopiesElsewhereTooFew topic orders, host a: partition 0 on broker 1, 2, 3',
    ]);
  });

  test('when an acknowledgement takes all copies, at each host that has one', () => {
    expect(found(three, [partition(0, [1, 2])])).toEqual([
      'CopiesElsewhereTooFew topic orders, host a: partition 0 on broker 1, 2',
      'CopiesElsewhereTooFew topic orders, host b: partition 0 on broker 1, 2',
    ]);
  });

  test.each([
    [[host('a', [1], [1, 2]), host('b', [2], [3])], 'MajorityOnOneHost host a: voter-1, voter-2'],
    [[host('a', [1], [1]), host('b', [2], [])], 'MajorityOnOneHost host a: voter-1'],
    [[host('a', [1], [1, 2]), host('b', [2], [3, 4])], 'MajorityOnOneHost host a: voter-1, voter-2'],
  ])('when the other hosts’ servers of the metadata are no majority: %#', (hosts, expected) => {
    expect(found(hosts, [])[0]).toBe(expected);
  });

  test('with the partitions named, but not hundreds of them', () => {
    const partitions = Array.from({ length: 50 }, (_, number) => partition(number, [1]));
    expect(found(three, partitions, 1)[0]).toMatch(/^CopiesOnOneHost .*; 9 on broker 1; and 40 more$/);
  });
});
