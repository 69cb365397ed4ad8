import { readFileSync } from 'node:fs';
import path from 'node:path';
import { manifestSchemaText } from '../../../model/manifest/manifest';
import { outputLine, outputSchemaText } from '../../../runtime/process/output';

const docs = path.join(__dirname, '..', '..', '..', 'docs');
const page = readFileSync(path.join(docs, 'output.md'), 'utf8');

test('docs/output.schema.json and docs/manifest.schema.json are what npm run schemas makes of the code', () => {
  expect(readFileSync(path.join(docs, 'output.schema.json'), 'utf8')).toBe(outputSchemaText());
  expect(readFileSync(path.join(docs, 'manifest.schema.json'), 'utf8')).toBe(manifestSchemaText());
});

test('the page’s example is by the schema', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const documents = example.trim().split('\n');
  expect(documents.length).toBeGreaterThan(2);
  expect(documents.filter((line) => !outputLine.safeParse(JSON.parse(line)).success)).toEqual([]);
});

test('the page tells the answer and the exit codes of every command', () => {
  const commands = ['cli.ts', 'checkout.ts']
    .map((file) => readFileSync(path.join(docs, '..', 'cli', file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/\bcommand(?:<[^(]*?>)?\(\s*'(\w+)'/gs)].map(([, name]) => name));
  const [answers = '', codes = ''] = page.split('## The answer')[1]?.split('## Exit codes') ?? [];
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((name) => !answers.includes(`\`${String(name)}\``))).toEqual([]);
  expect(commands.filter((name) => !codes.includes(`\`${String(name)}\``))).toEqual([]);
});
