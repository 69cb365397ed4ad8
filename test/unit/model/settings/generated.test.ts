import { readFileSync } from 'node:fs';
import path from 'node:path';
import definitions from '../../../../model/settings/generated/definitions.json';
import { sourceDigest, VERSIONS } from '../../../../scripts/settings/answers';
import { lineOf } from '../../../../scripts/settings/definitions';
import { withTables } from '../../../../scripts/settings/tables';

describe('what Kafka says of its settings', () => {
  test('is made by the scripts as they are (npm run settings makes it anew)', () => {
    expect(definitions.source).toBe(sourceDigest());
    expect(definitions.lines).toEqual(VERSIONS.map(lineOf));
  });

  test('is what the tables of docs/settings.md show', () => {
    const page = readFileSync(path.join(__dirname, '..', '..', '..', '..', 'docs', 'settings.md'), 'utf8');
    expect(withTables(page, definitions)).toBe(page);
  });
});
