import { type BrokerSoftware, versionChangeViolations } from '../../../../runtime/kafka/version-change';

const of = (version: string, interBrokerProtocol?: string): BrokerSoftware => ({ version, interBrokerProtocol });

describe('Brokers', () => {
  test.each<[string, BrokerSoftware, BrokerSoftware]>([
    ['stay as they are', of('3.9.2'), of('3.9.2')],
    ['get another patch', of('3.9.1'), of('3.9.2')],
    ['go back to an earlier patch', of('3.9.2'), of('3.9.1')],
    ['get the next line with the protocol of the one before', of('3.8.1'), of('3.9.2', '3.8')],
    ['get a line after the next with the protocol that they speak', of('3.7.2'), of('3.9.2', '3.7-IV4')],
    ['speak the protocol of their own version after that', of('3.9.2', '3.8'), of('3.9.2')],
    ['speak it with a patch at once', of('3.9.1', '3.8-IV0'), of('3.9.2')],
    ['go back to the line whose protocol they have kept', of('3.9.2', '3.8'), of('3.8.1')],
    ['have their own protocol written out', of('3.9.2'), of('3.9.2', '3.9')],
  ])('%s', (_, running, declared) => {
    expect(versionChangeViolations('kafka-broker-1', running, declared)).toEqual([]);
  });

  test.each<[string, BrokerSoftware, BrokerSoftware, string]>([
    ['the next line at once', of('3.8.1'), of('3.9.2'), "{ 'inter.broker.protocol.version': '3.8' }"],
    ['a line after the next at once', of('3.7.2'), of('3.9.2'), "{ 'inter.broker.protocol.version': '3.7' }"],
    [
      'a line with a protocol in between',
      of('3.7.2'),
      of('3.9.2', '3.8'),
      "{ 'inter.broker.protocol.version': '3.7' }",
    ],
    ['version 4 at once', of('3.9.2'), of('4.0.0'), "{ 'inter.broker.protocol.version': '3.9' }"],
    ['an earlier line', of('3.9.2'), of('3.8.1'), 'declare 3.9.2 again'],
    ['an earlier line, with its protocol', of('3.9.2'), of('3.8.1', '3.8'), 'declare 3.9.2 again'],
    ['an earlier protocol', of('3.9.2'), of('3.9.2', '3.8'), "{ 'inter.broker.protocol.version': '3.9' }"],
    ['an earlier line than the protocol that they have kept', of('3.9.2', '3.8'), of('3.7.2'), 'declare 3.9.2 again'],
  ])('fail to get %s', (_, running, declared, remedy) => {
    const [violation, ...more] = versionChangeViolations('kafka-broker-1', running, declared);
    expect(more).toEqual([]);
    expect(violation).toMatchObject({ code: 'VersionNotJoinable', subject: 'kafka-broker-1' });
    expect(violation?.remedy).toContain(remedy);
  });
});
