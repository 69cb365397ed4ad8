import { protocolIn, versionOf } from '../../../../runtime/kafka/broker-software';

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
    expect(protocolIn('broker.id=1\ninter.broker.protocol.version=3.8-IV0\nlog.dirs=/data\n')).toBe('3.8-IV0');
    expect(protocolIn('inter.broker.listener.name=REPLICATION\n')).toBeUndefined();
  });
});
