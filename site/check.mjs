/** Refuses a built site with a link that leads nowhere, be it to a page, a file or a place in a page: `node check.mjs dist`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [, , site] = process.argv;
const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html'));
const texts = new Map(pages.map((page) => [path.join(site, page), readFileSync(path.join(site, page), 'utf8')]));
const ids = new Map(
  [...texts].map(([page, text]) => [page, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
);

/** The file that an address leads to, as a server of files finds it. */
function fileOf(page, address) {
  const place = address === '' ? page : path.join(address.startsWith('/') ? site : path.dirname(page), address);
  return [place, `${place}.html`, path.join(place, 'index.html')].find(
    (file) => existsSync(file) && /\.\w+$/.test(file),
  );
}

const broken = [];
let links = 0;
for (const [page, text] of texts) {
  for (const [, href] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
    if (/^([a-z]+:|\/\/)/.test(href)) continue;
    links += 1;
    const [address, anchor] = href.replaceAll('&amp;', '&').split('#').map(decodeURIComponent);
    const file = fileOf(page, address);
    const hasPlace = anchor === undefined || anchor === '' || (ids.get(file)?.has(anchor) ?? false);
    if (file === undefined || !hasPlace) broken.push(`${path.relative(site, page)}: ${href}`);
  }
}
if (broken.length > 0) {
  console.error(`Links that lead nowhere:\n${[...new Set(broken)].sort().join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`${pages.length} pages, ${links} links, none of which leads nowhere`);
}
