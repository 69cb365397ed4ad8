/**
 * Asks Kafka itself what its brokers' and topics' settings may be: `npm run settings`, with a JDK and Maven. The answers are checked
 * in, so that a synth needs neither: the model's definitions, values that were tried for its test, and the tables of docs/settings.md.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { askKafka, PROBES, sourceDigest, VERSIONS } from './settings/answers';
import { definitionsOf, lineOf } from './settings/definitions';
import { withTables } from './settings/tables';
import { verdictsOf } from './settings/verdicts';

const PROJECT = path.join(__dirname, '..');
const PAGE = path.join(PROJECT, 'docs', 'settings.md');

/** JSON with a setting a line, so that a change of one shows as such. */
function write(file: string, content: Readonly<Record<string, string | object>>): void {
  const target = path.join(PROJECT, file);
  const lines = (value: string | object, depth: number): string =>
    depth === 0 || typeof value === 'string' || Array.isArray(value)
      ? JSON.stringify(value)
      : `{\n${Object.entries(value)
          .map(([name, item]) => `${JSON.stringify(name)}: ${lines(item as string | object, depth - 1)}`)
          .join(',\n')}\n}`;
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, `${lines(content, 2)}\n`);
}

async function main(): Promise<void> {
  const answers = [];
  for (const version of VERSIONS) {
    answers.push({ line: lineOf(version), answer: await askKafka(version) });
  }
  const definitions = definitionsOf(answers);
  write('model/settings/generated/definitions.json', { source: sourceDigest(), ...definitions });
  write('test/unit/model/settings/generated/verdicts.json', { probes: PROBES, ...verdictsOf(answers) });
  writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), definitions));
}

void main();
