import { internalPartitionViolations } from '../../../../runtime/kafka/internal-partitions';
import { propertyIn } from '../../../../runtime/kafka/properties-file';
import { versionOf } from '../../../../runtime/kafka/broker-software';

describe('A broker’s container', () => {
  test('says its version by its label, before its image does', () => {
    expect(versionOf({ Labels: { 'cdktf-kafka.version': '3.8.1' }, Image: 'apache/kafka:3.9.2' })).toBe('3.8.1');
  });

  test.each([
    ['apache/kafka:3.9.2', '3.9.2'],
    ['cdktf-kafka/kafka:3.9.2-local-3273a607ebdd', '3.9.2'],
    [`apache/kafka:3.9.2@sha256:${'0'.repeat(64)}`, '3.9.2'],
    ['registry.example.org:5000/kafka:3.8.1', '3.8.1'],
    ['kafka:mine', undefined],
  ])('without one by its image %s', (Image, version) => {
    expect(versionOf({ Labels: {}, Image })).toBe(version);
  });

  test('says the protocol between brokers by its file, where that says any', () => {
    const name = 'inter.broker.protocol.version';
    expect(propertyIn(`broker.id=1\n${name}=3.8-IV0\nlog.dirs=/data\n`, name)).toBe('3.8-IV0');
    expect(propertyIn('inter.broker.listener.name=REPLICATION\n', name)).toBeUndefined();
  });
});

describe('Kafka’s own topics', () => {
  const running = 'offsets.topic.num.partitions=50\ntransaction.state.log.num.partitions=50\n';
  const codesOf = (offsets: string, transactions = '50', file = running): readonly string[] =>
    internalPartitionViolations('kafka-broker-1', file, {
      settings: {
        'offsets.topic.num.partitions': offsets,
        'transaction.state.log.num.partitions': transactions,
      },
    }).map(({ code, subject, value }) => `${code} ${subject} ${String(value)}`);

  test('keep their partitions, also where a broker’s file says nothing of them', () => {
    expect(codesOf('50')).toEqual([]);
    expect(codesOf('10', '10', 'broker.id=1\n')).toEqual([]);
  });

  test('fail to be declared with more or fewer than a cluster was made with', () => {
    expect(codesOf('100', '10')).toEqual([
      'InternalPartitionsChanged kafka-broker-1 100',
      'InternalPartitionsChanged kafka-broker-1 10',
    ]);
  });

  test('may be declared as some brokers have them, where others were left with another number', () => {
    const others = running.replaceAll('50', '10');
    const settings = { 'offsets.topic.num.partitions': '10' };
    expect(internalPartitionViolations('kafka-broker-1', running, { settings }, [running, others])).toEqual([]);
    expect(internalPartitionViolations('kafka-broker-1', running, { settings }, [running])).toHaveLength(1);
  });
});
