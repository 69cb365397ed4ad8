import {
  type BrokerSoftware,
  isSameLine,
  upgradeRoll,
  versionChangeViolations,
} from '../../../../runtime/kafka/version-change';

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

describe('An upgrade', () => {
  const declared = of('3.9.2');

  test.each<[string, readonly BrokerSoftware[], BrokerSoftware, string]>([
    ['every broker is of the line before', [of('3.8.1'), of('3.8.1')], declared, '3.8'],
    ['every broker is several lines behind', [of('3.5.2'), of('3.5.2')], declared, '3.5'],
    ['it was cut off amid the first roll', [of('3.9.2', '3.8'), of('3.8.1')], declared, '3.8'],
    ['brokers speak less than they know', [of('3.8.1', '3.7-IV4'), of('3.8.1', '3.7-IV4')], declared, '3.7-IV4'],
    ['brokers have come to differ', [of('3.8.1'), of('3.7.2')], declared, '3.7'],
    ['the declared protocol is one in between', [of('3.7.2')], of('3.9.2', '3.8'), '3.7'],
  ])('has brokers go on to speak as they do while %s', (_, running, wanted, protocol) => {
    for (const isWhole of [true, false]) {
      expect(upgradeRoll(running, wanted, isWhole)).toMatchObject({ kind: 'software', protocols: { from: protocol } });
    }
  });

  test('raises the protocol when every broker knows it, and is up', () => {
    const running = [of('3.9.2', '3.8'), of('3.9.2', '3.8')];
    expect(upgradeRoll(running, declared, true)).toEqual({
      kind: 'protocol',
      versions: { from: '3.9.2', to: '3.9.2' },
      protocols: { from: '3.8', to: '3.9' },
    });
    expect(upgradeRoll(running, declared, false)).toMatchObject({ kind: 'software', protocols: { from: '3.8' } });
  });

  test('that was cut off amid the second roll goes on with it, whoever is down', () => {
    for (const isWhole of [true, false]) {
      expect(upgradeRoll([of('3.9.2'), of('3.9.2', '3.8')], declared, isWhole)).toMatchObject({ kind: 'protocol' });
    }
  });

  test.each<[string, readonly BrokerSoftware[], BrokerSoftware]>([
    ['nothing is there yet', [], declared],
    ['nothing changes', [of('3.9.2'), of('3.9.2')], declared],
    ['only the patch does', [of('3.9.1'), of('3.9.2')], declared],
    ['the former protocol is declared', [of('3.8.1'), of('3.9.2', '3.8')], of('3.9.2', '3.8')],
    ['brokers go back to the line whose protocol they have kept', [of('3.9.2', '3.8'), of('3.8.1')], of('3.8.1')],
    ['an earlier line is declared, which is refused', [of('3.9.2')], of('3.8.1')],
  ])('is none where %s', (_, running, wanted) => {
    expect(upgradeRoll(running, wanted, true)).toBeUndefined();
  });

  test('holds the protocol that the gates let pass, and raises it to one that they do', () => {
    const [first, second] = [
      [of('3.8.1'), of('3.8.1'), of('3.9.2', '3.8')],
      [of('3.9.2', '3.8'), of('3.9.2')],
    ];
    const kept = upgradeRoll(first, declared, true)?.protocols.from;
    expect(first.flatMap((broker) => versionChangeViolations('b', broker, of('3.9.2', kept)))).toEqual([]);
    expect(second.flatMap((broker) => versionChangeViolations('b', broker, declared))).toEqual([]);
  });
});

test('protocols and versions of a line are told from those of others', () => {
  expect(isSameLine('3.8-IV0', '3.8')).toBe(true);
  expect(isSameLine('3.9-IV0', '3.8')).toBe(false);
  expect(isSameLine('', '3.8')).toBe(false);
});
