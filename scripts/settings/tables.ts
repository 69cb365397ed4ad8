import type { Definition, Definitions } from './definitions';

const BEGIN = '<!-- From here on made by npm run settings -->';

/** The page with its tables made anew. */
export const withTables = (page: string, definitions: Definitions): string =>
  `${page.split(BEGIN)[0] ?? ''}${BEGIN}\n\n${tablesOf(definitions)}`;

const tablesOf = ({ lines, broker, topic }: Definitions): string =>
  [
    '## Brokers',
    '',
    '| property | type | values | default | changes | Kafka |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rowsOf(broker, lines, true),
    '',
    '## Topics',
    '',
    '| setting | type | values | default | Kafka |',
    '| --- | --- | --- | --- | --- |',
    ...rowsOf(topic, lines, false),
    '',
  ].join('\n');

/** Internal settings are judged, but are nothing to be recommended. */
const rowsOf = (
  settings: Readonly<Record<string, readonly Definition[]>>,
  lines: readonly string[],
  withMode: boolean,
): readonly string[] =>
  Object.entries(settings).flatMap(([name, definitions]) =>
    definitions
      .filter(({ importance }) => importance !== 'internal')
      .map((definition) =>
        [
          '',
          `\`${name}\``,
          definition.type,
          valuesOf(definition),
          definition.default === undefined || definition.default === '' ? '' : `\`${escaped(definition.default)}\``,
          ...(withMode ? [definition.mode ?? 'restart'] : []),
          releasesOf(definition, lines),
          '',
        ]
          .join(' | ')
          .trim(),
      ),
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

function releasesOf({ in: range }: Definition, lines: readonly string[]): string {
  const [from = lines[0], to = lines.at(-1)] = range ?? [];
  if (from === lines[0] && to === lines.at(-1)) {
    return '';
  }
  return to === lines.at(-1) ? `${from} and later` : from === to ? (from ?? '') : `${from} to ${to}`;
}
