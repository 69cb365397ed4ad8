/**
 * Looks at pages in a browser as people do, at the width of a phone and of a desk, in light and dark, and has axe judge them:
 * `node look.mjs [--site FOLDER] [--pictures FOLDER] PAGE...`, where a page is an address of the built site, which is in `site/dist` unless
 * that says otherwise, or a file. It ends with 1 where axe finds anything, or a page is wider than the screen.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'puppeteer-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};
const SCREENS = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1280, height: 900 },
];

const { values, positionals } = parseArgs({
  options: { site: { type: 'string', default: path.join(import.meta.dirname, 'dist') }, pictures: { type: 'string' } },
  allowPositionals: true,
});

const fileOf = (address) =>
  [address, `${address}.html`, path.join(address, 'index.html')]
    .map((each) => path.join(values.site, each))
    .find((file) => existsSync(file) && statSync(file).isFile());
const server = createServer(({ url = '/' }, response) => {
  const file = fileOf(decodeURIComponent(new URL(url, 'http://site').pathname));
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
  protocolTimeout: 600_000,
});
let wrong = 0;
for (const page of positionals) {
  const address =
    existsSync(page) && statSync(page).isFile()
      ? `file://${path.resolve(page)}`
      : `http://127.0.0.1:${server.address().port}${page}`;
  for (const { name, width, height } of SCREENS) {
    for (const scheme of ['light', 'dark']) {
      const tab = await browser.newPage();
      await tab.setViewport({ width, height });
      await tab.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      const answer = await tab.goto(address, { waitUntil: 'networkidle0', timeout: 120_000 });
      if (answer?.ok() !== true) throw new Error(`${page}: no such page`);
      await tab.addScriptTag({ path: AXE });
      const { violations } = await tab.evaluate('axe.run({ resultTypes: ["violations"] })');
      const tooWide = await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
      console.log(
        `${page} ${name} ${scheme}: ${violations.length === 0 ? 'nothing' : violations.map(({ id }) => id).join(', ')}${tooWide ? ', wider than the screen' : ''}`,
      );
      for (const { id, impact, help, nodes } of violations) {
        console.log(
          `  ${impact} ${id}: ${help}\n${nodes
            .slice(0, 3)
            .map(
              ({ html, failureSummary }) =>
                `    ${html.slice(0, 160)}\n      ${failureSummary?.split('\n').slice(1, 3).join(' ')}`,
            )
            .join('\n')}`,
        );
      }
      wrong += violations.length + (tooWide ? 1 : 0);
      if (values.pictures !== undefined) {
        const title = path.basename(page, '.html').replace(/\W+/g, '-') || 'index';
        await tab.screenshot({ path: path.join(values.pictures, `${title}-${name}-${scheme}.png`) });
      }
      await tab.close();
    }
  }
}
await browser.close();
server.close();
process.exitCode = wrong === 0 ? 0 : 1;
