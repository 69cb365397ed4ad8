/** Where what lies in the repository is found on the site. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export const PROJECT = path.join(import.meta.dirname, '..', '..');

/** Folders with pages, and pages beside them. */
export const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  ...pagesBelow('docs').filter((page) => !page.startsWith('docs/api/')),
];

/** The reference, which `npm run site` has typedoc write here. */
const REFERENCE = 'site/reference/';

/** Whether a file is shown as a page of its own where a page, or a folder that a page leads to, has it: all that is text and no page itself. */
const isShown = (file) => !/\.(md|png|svg)$/.test(file);

export function pagesBelow(folder) {
  const place = path.join(PROJECT, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}

/** The address of a page, as a path from the site's root: where it lies, but for the first page and the folders' own ones. */
export function addressOf(page) {
  if (page === 'README.md') return 'index.md';
  const named = page.startsWith(REFERENCE) ? `reference/${page.slice(REFERENCE.length)}` : page;
  return named.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** The name that a page with a file's text has. */
export const sourceName = (file) => file.replaceAll('.', '-');

/** What a page is called: its first heading. */
export function titleOf(page) {
  const [, title] = /^# +(.+)$/m.exec(readFileSync(path.join(PROJECT, page), 'utf8')) ?? [];
  return (title ?? page).replaceAll('`', '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

/**
 * What a link of a page leads to, from the site's root.
 *
 * @param page the page that has it, by its place in the repository
 * @returns undefined where it is none to something of the repository
 */
export function targetOf(page, href) {
  if (/^([a-z]+:|#|\/)/.test(href)) return undefined;
  const [relative, anchor] = href.split('#');
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const file = path.posix.join(path.posix.dirname(page), decodeURI(relative)).replace(/\/$/, '');
  const place = path.join(PROJECT, file);
  if (!existsSync(place)) return undefined;
  if (statSync(place).isDirectory()) {
    const own = path.posix.join(file, 'README.md');
    return existsSync(path.join(PROJECT, own)) && isPage(own) ? `/${addressOf(own)}${suffix}` : `/source/${file}.md`;
  }
  if (isPage(file)) return `/${addressOf(file)}${suffix}`;
  return isShown(file) ? `/source/${sourceName(file)}.md` : undefined;
}

const isPage = (file) => PAGES.includes(file) || (file.startsWith(REFERENCE) && file.endsWith('.md'));

/** Files and folders without a page of their own that pages lead to, and what those folders hold. */
export function sources() {
  const linked = PAGES.flatMap((page) =>
    [...readFileSync(path.join(PROJECT, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
      .filter(([, href]) => targetOf(page, href)?.startsWith('/source/'))
      .map(([, href]) => path.posix.join(path.posix.dirname(page), href).replace(/\/$/, '')),
  );
  const found = new Set(linked);
  // A set goes on with what is added to it on the way.
  for (const place of found) {
    if (isFolder(place)) for (const file of inside(place)) if (isShown(file)) found.add(file);
  }
  return [...found].sort();
}

export const isFolder = (place) => statSync(path.join(PROJECT, place)).isDirectory();

/** Files of a folder that have a page on the site, and folders with such a file. */
export const inside = (folder) =>
  readdirSync(path.join(PROJECT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && (isShown(entry.name) || isPage(path.posix.join(folder, entry.name))))
    .map((entry) => path.posix.join(folder, entry.name));
