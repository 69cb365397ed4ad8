import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf } from '../../support/shown-blocks';

const PROJECT = path.join(__dirname, '..', '..', '..');

/** Lines without their indentation, which differs inside a function. */
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

/** As who has installed the package writes them. */
const installed = (text: string): string => text.replaceAll("'../../testing'", "'cdktf-kafka/testing'");

const examples = ['examples', 'examples/testing'].flatMap((folder) =>
  readdirSync(path.join(PROJECT, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => linesOf(installed(readFileSync(path.join(PROJECT, folder, file), 'utf8'))).join('\n')),
);

/** The code that a page shows. */
const snippetsOf = (page: string): readonly string[] =>
  blocksOf(page).flatMap(({ language, code }) => (language === 'ts' ? [linesOf(code).join('\n').trim()] : []));
const PAGES = ['README.md', 'docs/package.md', 'docs/testing.md'];

test.each(PAGES)('%s shows code', (page) => {
  expect(snippetsOf(page).length).toBeGreaterThan(0);
});

test.each(PAGES.flatMap(snippetsOf))('what a page shows is part of an example: %.60s', (snippet) => {
  expect(examples.some((example) => example.includes(snippet))).toBe(true);
});
