import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..', '..');

/** Lines without their indentation, which differs inside a function. */
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

const examples = readdirSync(path.join(PROJECT, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => linesOf(readFileSync(path.join(PROJECT, 'examples', file), 'utf8')).join('\n'));

const readme = readFileSync(path.join(PROJECT, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => linesOf(code).join('\n').trim());

test('the README shows code', () => {
  expect(snippets.length).toBeGreaterThan(0);
});

test.each(snippets)('what the README shows is part of an example: %.60s', (snippet) => {
  expect(examples.some((example) => example.includes(snippet))).toBe(true);
});
