import { SettingDefinitions, type SettingKind } from '../../../../model/settings/setting-definitions';
import { KafkaVersion } from '../../../../model/units/version';
import definitions from '../../../../model/settings/generated/definitions.json';
import verdicts from './generated/verdicts.json';

const BESIDE = { 'zookeeper.connect': 'zookeeper:2181', 'broker.id': 1 };

/** Values that Kafka takes otherwise than it is said here, by setting. */
type Difference = readonly [line: string, name: string, probes: readonly string[]];

function judged(kind: SettingKind): { readonly lax: Difference[]; readonly strict: Difference[] } {
  const found: { lax: Difference[]; strict: Difference[] } = { lax: [], strict: [] };
  for (const line of definitions.lines) {
    const settings = SettingDefinitions.of(KafkaVersion.of(`${line}.0`));
    const accepts = (name: string, value: string): boolean =>
      (kind === 'broker'
        ? settings.brokerViolations('Kafka', { [name]: value }, BESIDE)
        : settings.topicViolations('orders', { [name]: value })
      ).length === 0;
    for (const [name, told] of Object.entries<Partial<Record<string, string>>>(verdicts[kind])) {
      const [kafka = ''] = definitions.lines.slice(0, definitions.lines.indexOf(line) + 1).flatMap((one) => told[one] ?? []).slice(-1);
      const differing = (verdict: string): string[] =>
        kafka === '' ? [] : verdicts.probes.filter((probe, index) => kafka[index] === verdict && accepts(name, probe) !== (verdict === '1'));
      const [lax, strict] = [differing('0'), differing('1')];
      if (lax.length > 0) { found.lax.push([line, name, lax]); }
      if (strict.length > 0) { found.strict.push([line, name, strict]); }
    }
  }
  return found;
}
test.each(['broker', 'topic'] as const)('%s', (kind) => {
  const { lax, strict } = judged(kind);
  console.log(lax.map((row) => row.slice(0,2).join(' ') + ' ' + (row[2].length > 30 ? 'ALL' : JSON.stringify(row[2]))).join('\n'));
  console.log('STRICT\n' + strict.map((row) => JSON.stringify(row)).join('\n'));
});
