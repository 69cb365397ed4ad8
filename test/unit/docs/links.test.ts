import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..', '..');

/** Pages made from the doc comments: their own tool refuses broken links. */
const GENERATED = path.join('docs', 'api');

function pagesIn(folder: string): readonly string[] {
  return readdirSync(path.join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || file === GENERATED ? [] : pagesIn(file);
    return entry.name.endsWith('.md') ? [file] : [];
  });
}

/** Blocks of code show no link. */
const proseOf = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** What a heading is called in an address, by GitHub's rules; of equal ones, the later are numbered. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ''] of proseOf(text).matchAll(/^#{1,6} +(.+)$/gm)) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    anchors.add(times === 0 ? anchor : `${anchor}-${times}`);
  }
  return anchors;
}

interface Link {
  readonly page: string;
  readonly target: string;
  readonly file: string;
  readonly anchor: string | undefined;
}

/** Links and pictures that stay in this repository. Spans of code show none either. */
function linksOf(page: string, text: string): readonly Link[] {
  return [
    ...proseOf(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    return [{ page, target, file: file === '' ? page : path.join(path.dirname(page), file), anchor }];
  });
}

function broken({ file, anchor }: Link): boolean {
  if (!existsSync(path.join(PROJECT, file))) return true;
  return anchor !== undefined && !anchorsOf(readFileSync(path.join(PROJECT, file), 'utf8')).has(anchor);
}

const PAGES = [
  ...readdirSync(PROJECT).filter((file) => file.endsWith('.md')),
  ...['docs', 'bench', 'examples', 'images', 'providers'].flatMap(pagesIn),
];
const LINKS = PAGES.flatMap((page) => linksOf(page, readFileSync(path.join(PROJECT, page), 'utf8')));

test('every link of a page leads to a file that is there, and to a heading that it has', () => {
  expect(LINKS.length).toBeGreaterThan(100);
  expect(LINKS.filter(broken).map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test('every link of a page that is in the package leads to what is in it, too', () => {
  const { files } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { files: string[] };
  // npm packs these two whatever is named; what is built is in no repository.
  const patterns = ['README.md', 'package.json', ...files].map((pattern) => `:(top,glob)${pattern.replace(/^\//, '')}`);
  const packed = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: PROJECT, encoding: 'utf8' }).split(
    '\0',
  );
  const isPacked = (place: string): boolean =>
    packed.some((file) => file === place || file.startsWith(place.replace(/\/?$/, '/')));
  const links = LINKS.filter(({ page }) => packed.includes(page));
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ file }) => !isPacked(file)).map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test('every page below docs/ is reached from the README, by links or by a link to its folder', () => {
  const reached = new Set(['README.md']);
  // A set goes on with what is added to it on the way.
  for (const page of reached) {
    for (const { file } of LINKS.filter((link) => link.page === page)) {
      const folder = path.join(PROJECT, file);
      if (file.endsWith('.md')) reached.add(file);
      else if (existsSync(folder) && statSync(folder).isDirectory()) {
        for (const inside of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
          reached.add(path.join(file, inside));
        }
      }
    }
  }
  expect(PAGES.filter((page) => page.startsWith(`docs${path.sep}`) && !reached.has(page))).toEqual([]);
});

test('links to headings with marks, equal headings and code are understood', () => {
  expect([...anchorsOf('# What `a` is, and isn’t\n## Same\n## Same\n```\n# none\n```\n')]).toEqual([
    'what-a-is-and-isnt',
    'same',
    'same-1',
  ]);
  const links = linksOf('docs/a.md', '[b](../b.md#c) `[x](y.md)` [web](https://example.org) ![p](images/p.png)');
  expect(links.map(({ file, anchor }) => [file, anchor])).toEqual([
    ['b.md', 'c'],
    ['docs/images/p.png', undefined],
  ]);
});
