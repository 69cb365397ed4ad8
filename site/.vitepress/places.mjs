/** Where what lies in the repository is found on the site. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PROJECT = path.join(import.meta.dirname, '..', '..');

const filesOfGit = (...options) =>
  execFileSync('git', ['ls-files', '-z', ...options], { cwd: PROJECT, encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\0')
    .filter((file) => file !== '');

/** What the repository has. Whatever else lies here, such as notes and files with passwords, is nobody's to read. */
const TRACKED = new Set(filesOfGit().filter((file) => existsSync(path.join(PROJECT, file))));

/** Folders with pages, and pages beside them. */
export const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  ...[...TRACKED].filter((file) => /^docs\/.*\.md$/.test(file)).sort(),
];

/** The reference, which `npm run site` has typedoc write here: the only pages that are not in the repository. */
const REFERENCE = 'site/reference/';

/** Its pages; none where a site without it is made. */
export const REFERENCE_PAGES = process.env.SITE_WITHOUT_REFERENCE === undefined ? referencePages() : [];

/** Whether a file is shown as a page of its own where a page, or a folder that a page leads to, has it: all that is text and no page itself. */
const isShown = (file) => !/\.(md|png|svg)$/.test(file);

function referencePages() {
  const place = path.join(PROJECT, REFERENCE);
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(REFERENCE, file.split(path.sep).join('/')))
    .sort();
}

/** What is no page of the site, as VitePress leaves it out: all that git doesn't track, and what the site shows otherwise or not at all. */
export function noPages() {
  const exactly = (place) => place.replace(/[\\*?[\]{}()!+@|]/g, '\\$&').replace(/\/$/, '/**');
  const others = [...TRACKED].filter(
    (file) => file.endsWith('.md') && !isPage(file) && !file.startsWith('site/source/'),
  );
  // Folders without anything tracked are named as such, so that git needn't read all packages.
  const untracked = filesOfGit('--others', '--directory').filter(
    (place) => place.endsWith('/') || place.endsWith('.md'),
  );
  const left = untracked.filter((place) => place !== REFERENCE || REFERENCE_PAGES.length === 0);
  return ['.git/**', ...[...others, ...left].map(exactly)];
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
  if (isPage(file)) return `/${addressOf(file)}${suffix}`;
  if (isFolder(file)) {
    const own = path.posix.join(file, 'README.md');
    return isPage(own) ? `/${addressOf(own)}${suffix}` : `/source/${file}.md`;
  }
  return TRACKED.has(file) && isShown(file) ? `/source/${sourceName(file)}.md` : undefined;
}

const isPage = (file) => PAGES.includes(file) || REFERENCE_PAGES.includes(file);

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

export const isFolder = (place) => [...TRACKED].some((file) => file.startsWith(`${place}/`));

/** Files of a folder that have a page on the site, and folders with such a file. */
export const inside = (folder) =>
  [...TRACKED].filter((file) => path.posix.dirname(file) === folder && (isShown(file) || isPage(file)));
