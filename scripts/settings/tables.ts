import { BROKER_RULES, type NumberRule, TOPIC_RULES } from '../../model/settings/number-rules';
import type { Definition } from '../../model/settings/setting-definition';
import type { Definitions } from './definitions';

const BEGIN = '<!-- From here on made by npm run settings -->';

/** The page with its tables made anew. */
export const withTables = (page: string, definitions: Definitions): string =>
  `${page.split(BEGIN)[0] ?? ''}${BEGIN}\n\n${tablesOf(definitions)}`;

const sentenceOf = ({ names: [name], rule }: NumberRule): string => `- \`${name}\` must be ${rule}.`;

const tablesOf = ({ lines, broker, topic }: Definitions): string =>
  [
    '## Brokers',
    '',
    '| property | type | values | default | changes | Kafka |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rowsOf(broker, lines, true),
    '',
    ...BROKER_RULES.map(sentenceOf),
    '',
    '## Topics',
    '',
    '| setting | type | values | default | Kafka |',
    '| --- | --- | --- | --- | --- |',
    ...rowsOf(topic, lines, false),
    '',
    ...TOPIC_RULES.map(sentenceOf),
    '',
  ].join('\n');

interface Row {
  readonly cells: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** A row for each way in which a setting has shown itself. Internal settings are judged, but are nothing to be recommended. */
const rowsOf = (
  settings: Readonly<Record<string, readonly Definition[]>>,
  lines: readonly string[],
  withMode: boolean,
): readonly string[] =>
  Object.entries(settings).flatMap(([name, definitions]) =>
    definitions
      .filter(({ importance }) => importance !== 'internal')
      .map((definition): Row => {
        const [from = lines[0] ?? '', to = lines.at(-1) ?? ''] = definition.in ?? [];
        const shown =
          definition.default === undefined || definition.default === '' ? '' : `\`${escaped(definition.default)}\``;
        const mode = withMode ? [definition.mode ?? 'restart'] : [];
        return { cells: [`\`${name}\``, definition.type, valuesOf(definition), shown, ...mode], from, to };
      })
      .reduce<readonly Row[]>((rows, row) => {
        const last = rows.at(-1);
        const follows = last !== undefined && lines.indexOf(row.from) === lines.indexOf(last.to) + 1;
        return follows && last.cells.join() === row.cells.join()
          ? [...rows.slice(0, -1), { ...last, to: row.to }]
          : [...rows, row];
      }, [])
      .map(({ cells, from, to }) => `| ${[...cells, releasesOf(from, to, lines)].join(' | ')} |`),
  );

const escaped = (text: string): string => text.replaceAll('|', '\\|');

function valuesOf({ min, max, also, values, rule }: Definition): string {
  const range = min === undefined ? [] : [max === undefined ? `${min} or more` : `${min} to ${max}`];
  const bounds = [...(also ?? []), ...range].join(', or ');
  if (rule === 'release') {
    return 'a release of Kafka, up to its own';
  }
  if (rule === 'hosts') {
    return '`host:number,...`';
  }
  if (rule === 'replicas') {
    return '`partition:broker,...` or `*`';
  }
  if (values !== undefined) {
    return `${rule === 'list' ? 'any of ' : ''}${values.map((value) => `\`${value}\``).join(', ')}`;
  }
  return rule === 'not-empty' ? 'not empty' : bounds;
}

function releasesOf(from: string, to: string, lines: readonly string[]): string {
  if (to === lines.at(-1)) {
    return from === lines[0] ? '' : `${from} and later`;
  }
  return from === to ? from : `${from} to ${to}`;
}
