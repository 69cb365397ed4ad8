/** What pages written for a file browser need to work as a site as well. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT, targetOf } from './places.mjs';

/** What a heading is called in an address, by GitHub's rules: links of pages hold there and here. */
export const slugify = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const pageOf = (env) =>
  path
    .relative(PROJECT, env.realPath ?? env.path)
    .split(path.sep)
    .join('/');

/** Links lead to where their files are on the site. */
function links(md) {
  md.core.ruler.push('links', ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'link_open') continue;
      const target = targetOf(pageOf(env), token.attrGet('href'));
      if (target !== undefined) token.attrSet('href', target);
    }
  });
}

/** Each code of an error has an address: its row in a table, `#portinuse`. */
function codes(md) {
  md.core.ruler.push('codes', ({ tokens, env }) => {
    if (!/^docs\/(errors|validation)\.md$/.test(pageOf(env))) return;
    tokens.forEach((token, at) => {
      const [code, ...others] = tokens[at + 2]?.children ?? [];
      const isFirst = token.type === 'tr_open' && tokens[at + 1]?.type === 'td_open';
      if (!isFirst || others.length > 0 || code?.type !== 'code_inline') return;
      const id = code.content.toLowerCase();
      token.attrSet('id', id);
      const open = new code.constructor('link_open', 'a', 1);
      open.attrSet('href', `#${id}`);
      open.attrSet('class', 'code-address');
      tokens[at + 2].children = [open, code, new code.constructor('link_close', 'a', -1)];
    });
  });
}

/** Drawings are part of the page, so that they follow its light and dark, and their texts can be read out and found. */
function drawings(md) {
  const image = md.renderer.rules.image;
  md.renderer.rules.image = (tokens, at, options, env, self) => {
    const [token] = tokens.slice(at);
    const source = token.attrGet('src');
    if (!source.endsWith('.svg')) return image(tokens, at, options, env, self);
    const svg = readFileSync(path.join(PROJECT, path.dirname(pageOf(env)), source), 'utf8');
    const drawing = svg
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace('<svg ', `<svg class="drawing" role="img" aria-label="${md.utils.escapeHtml(token.content)}" `);
    // A narrow screen moves it sideways, by keys as well.
    return `<span class="drawing-frame" tabindex="0" role="group" aria-label="Drawing">${drawing.trim()}</span>`;
  };
}

/** A cell without a text is no heading of a column. */
function headings(md) {
  md.core.ruler.push('headings', ({ tokens }) => {
    tokens.forEach((token, at) => {
      if (token.type !== 'th_open' || tokens[at + 1].content !== '') return;
      token.tag = tokens[at + 2].tag = 'td';
    });
  });
}

/** The first page has its name in large letters above the text. */
function firstPage(md) {
  md.core.ruler.push('first-page', (state) => {
    if (pageOf(state.env) !== 'README.md') return;
    const end = state.tokens.findIndex(({ type }) => type === 'heading_close');
    state.tokens.splice(0, end + 1);
  });
}

export const markdown = {
  // Some colours of the theme's own have less contrast than 4.5 to 1.
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  anchor: { slugify },
  toc: { slugify },
  headers: { slugify },
  config: (md) => [links, codes, drawings, headings, firstPage].forEach((plugin) => md.use(plugin)),
};
