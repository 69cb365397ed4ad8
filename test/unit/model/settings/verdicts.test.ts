import definitions from '../../../../model/settings/generated/definitions.json';
import { SettingDefinitions, type SettingKind } from '../../../../model/settings/setting-definitions';
import { KafkaVersion } from '../../../../model/units/version';
import verdicts from './generated/verdicts.json';

/** What Kafka was asked with, beside the value. */
const BESIDE = { 'broker.id': 1 };

/** Settings whose values speak of more than themselves: they are refused by Kafka in a way that no definition tells. */
const NOT_JUDGED: ReadonlySet<string> = new Set([
  // Of the package's own, which nobody else sets.
  ...['listeners', 'advertised.listeners', 'listener.security.protocol.map', 'inter.broker.listener.name'],
  ...['broker.id', 'node.id', 'log.dir', 'log.dirs', 'zookeeper.metadata.migration.enable'],
  // Names of listeners.
  ...['control.plane.listener.name', 'controller.listener.names', 'early.start.listeners'],
  // What controllers alone have.
  ...['controller.quorum.voters', 'controller.quorum.bootstrap.servers', 'group.coordinator.rebalance.protocols'],
  // Classes, which only a broker's own class path has.
  ...['alter.config.policy.class.name', 'create.topic.policy.class.name', 'client.quota.callback.class'],
  ...[
    'principal.builder.class',
    'group.consumer.assignors',
    'group.share.assignors',
    'ssl.engine.factory.class',
    'sasl.login.class',
  ],
  ...['retriever', 'validator'].map((part) => `sasl.oauthbearer.jwt.${part}.class`),
  ...['client', 'login', 'server'].map((side) => `sasl.${side}.callback.handler.class`),
]);

/** What Kafka takes without a word. */
const OURS = ['SettingUnwise', 'SettingSecret'];

type Difference = readonly [line: string, name: string, value: string, kafka: 'accepts' | 'refuses'];

/** Kafka's verdict on a setting's probes in a line of releases; empty where the line doesn't have it. */
function toldBy(kind: SettingKind, name: string, line: string): string {
  const told: Partial<Record<string, string>> = Object.entries(verdicts[kind]).find(([key]) => key === name)?.[1] ?? {};
  const lines = definitions.lines.slice(0, definitions.lines.indexOf(line) + 1);
  return lines.flatMap((one) => told[one] ?? []).at(-1) ?? '';
}

function differences(kind: SettingKind, line: string): readonly Difference[] {
  const settings = SettingDefinitions.of(KafkaVersion.of(`${line}.0`));
  const accepts = (name: string, value: string): boolean =>
    (kind === 'broker'
      ? settings.brokerViolations('Kafka', { [name]: value }, BESIDE)
      : settings.topicViolations('orders', { [name]: value })
    ).every(({ code }) => OURS.includes(code));
  return Object.keys(verdicts[kind]).flatMap((name) => {
    const told = toldBy(kind, name, line);
    return verdicts.probes.flatMap((value, index): readonly Difference[] => {
      const accepted = told.charAt(index) === '1';
      return told === '' || accepts(name, value) === accepted
        ? []
        : [[line, name, value, accepted ? 'accepts' : 'refuses']];
    });
  });
}

describe.each(definitions.lines)('settings of Kafka %s', (line) => {
  test('are taken where Kafka itself took the value', () => {
    const all = [...differences('broker', line), ...differences('topic', line)];
    expect(all.filter(([, , , kafka]) => kafka === 'accepts')).toEqual([]);
  });

  test('fail where Kafka itself refused the value', () => {
    const all = [...differences('broker', line), ...differences('topic', line)];
    expect(all.filter(([, name, , kafka]) => kafka === 'refuses' && !NOT_JUDGED.has(name))).toEqual([]);
  });

  test('are all known, and no others', () => {
    const settings = SettingDefinitions.of(KafkaVersion.of(`${line}.0`));
    const told = Object.keys(verdicts.topic).filter((name) => toldBy('topic', name, line) !== '');
    expect([...settings.names('topic')].sort()).toEqual(told.sort());
  });
});
