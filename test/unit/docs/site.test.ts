import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT } from '../fixtures/violation-codes';

/** What a site would be made of, told by its own configuration. */
interface Site {
  readonly pages: readonly string[];
  readonly sources: readonly string[];
  readonly inside: readonly string[];
  readonly excluded: readonly string[];
  /** Addresses in the list of pages beside each page. */
  readonly listed: readonly string[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'site-'));
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });

const UNTRACKED = [
  'notes.md',
  'docs/draft [1].md',
  'docs/api/index.md',
  'out/report.md',
  'examples/.env',
  'examples/pipeline/production.tfvars',
];

function siteOf(project: string, environment: Readonly<Record<string, string>> = {}): Site {
  const module = (file: string): string =>
    JSON.stringify(pathToFileURL(path.join(project, 'site', '.vitepress', file)).href);
  const program = `
    const { default: { srcExclude, themeConfig } } = await import(${module('config.mjs')});
    const { inside, PAGES, REFERENCE_PAGES, sources } = await import(${module('places.mjs')});
    console.log(JSON.stringify({
      pages: [...PAGES, ...REFERENCE_PAGES], sources: sources(), inside: inside('examples/pipeline'), excluded: srcExclude,
      listed: themeConfig.sidebar.flatMap(({ items }) => items.map(({ link }) => link)),
    }));`;
  const env = { ...process.env, ...environment };
  return JSON.parse(
    execFileSync('node', ['--input-type=module', '--eval', program], { cwd: project, env, encoding: 'utf8' }),
  ) as Site;
}

beforeAll(() => {
  const parts = ['*.md', 'package.json', 'main.ts', 'layers.mjs', '.gitignore', 'docs', 'site', 'examples', 'bench'];
  for (const file of git(PROJECT, 'ls-files', '-z', '--', ...parts)
    .split('\0')
    .filter(Boolean)) {
    cpSync(path.join(PROJECT, file), path.join(folder, file));
  }
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  for (const file of [...UNTRACKED, 'site/reference/README.md']) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '# Secret\n');
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the site shows what the repository has, and nothing else that lies in its folder', () => {
  const { pages, sources, inside, excluded } = siteOf(folder);
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'site/reference/README.md']));
  expect(sources).toEqual(expect.arrayContaining(['examples', 'examples/first.ts', 'examples/pipeline/gitlab-ci.yml']));
  expect(inside).toEqual(['atlantis', 'github-actions', 'gitlab-ci'].map((name) => `examples/pipeline/${name}.yml`));
  expect([...pages, ...sources].filter((file) => UNTRACKED.includes(file))).toEqual([]);
  expect(excluded).toEqual(
    expect.arrayContaining([
      'notes.md',
      'docs/draft \\[1\\].md',
      'docs/api/**',
      'out/**',
      'examples/project/README.md',
    ]),
  );
  expect(excluded.filter((pattern) => pages.includes(pattern) || pattern.startsWith('site/'))).toEqual([]);
});

test('every page of docs/ is in the list beside the pages, where decisions are one place', () => {
  const { pages, listed } = siteOf(folder);
  const addresses = pages
    .filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'))
    .map((page) => `/${page.replace(/(README)?\.md$/, '')}`);
  expect(addresses).toContain('/docs/clients/');
  expect(listed).toEqual(expect.arrayContaining([...addresses, '/source/docs/decisions']));
});

test('a site without the reference leaves out one that was made before', () => {
  const { pages, excluded } = siteOf(folder, { SITE_WITHOUT_REFERENCE: '1' });
  expect(pages).not.toContain('site/reference/README.md');
  expect(excluded).toContain('site/reference/**');
});
