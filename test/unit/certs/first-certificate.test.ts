import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPT = readFileSync(path.join(__dirname, '..', '..', '..', 'certs', 'issue.sh'), 'utf8');
const [FUNCTION = ''] = /^first_certificate\(\) \{\n[^]*?^\}\n/m.exec(SCRIPT) ?? [];

const pem = (...lines: readonly string[]): string =>
  ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');

/** What the step writes down of a PEM file. */
function written(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'first-certificate-'));
  try {
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, text);
    return spawnSync('sh', ['-c', `${FUNCTION}first_certificate "$0"`, file], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['is whole where its base64 spells END', pem('MIIBENDx', 'END+', 'AA=='), 'MIIBENDxEND+AA=='],
  ['is whole where its base64 spells BEGIN', pem('BEGIN/', 'AA=='), 'BEGIN/AA=='],
  ['is the first of a chain', pem('AAAA') + pem('BBBB'), 'AAAA'],
  ['is found behind other text', `Bag Attributes\n  END of them\n${pem('AAAA')}`, 'AAAA'],
])('an authority’s certificate that is written down %s', (_, text, expected) => {
  expect(FUNCTION).not.toBe('');
  expect(written(text)).toBe(expected);
});
