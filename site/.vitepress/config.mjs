import { readFileSync } from 'node:fs';
import path from 'node:path';
import { markdown } from './markdown.mjs';
import { addressOf, noPages, PAGES, PROJECT, REFERENCE_PAGES as reference, titleOf } from './places.mjs';

const { name, description } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'));

const linkOf = (page) => `/${addressOf(page).replace(/(index)?\.md$/, '')}`;
const item = (page, text = titleOf(page)) => ({ text, link: linkOf(page) });
const docs = (...names) => names.map((each) => item(`docs/${each}.md`));

const sidebar = [
  {
    text: 'Start',
    items: [
      item('README.md', 'What it is'),
      ...docs('first-steps', 'package', 'concepts', 'gallery', 'scale', 'comparison'),
    ],
  },
  {
    text: 'How to',
    items: docs(
      'changing',
      'hosts',
      'authentication',
      'clients/README',
      'testing',
      'gitops',
      'kraft',
      'monitoring',
      'runbooks',
      'console',
      'proof',
    ),
  },
  {
    text: 'Look up',
    items: [
      ...docs('commands', 'errors', 'validation', 'settings', 'output'),
      ...(reference.length > 0 ? [{ text: 'Every construct and prop', link: '/reference/' }] : []),
      item('SECURITY.md'),
      item('bench/README.md'),
      item('CHANGELOG.md'),
    ],
  },
  {
    text: 'How it is built',
    items: [...docs('DESIGN'), item('CONTRIBUTING.md'), { text: 'Decisions', link: '/source/docs/decisions' }],
  },
];

/** Above the text of the first page, which is README.md. */
const HERO = {
  name,
  text: 'Kafka, secured and proven',
  tagline: 'A cluster of several brokers on Docker, declared in TypeScript, and a proof that it keeps its promises',
  actions: [
    { theme: 'brand', text: 'First steps', link: '/docs/first-steps' },
    { theme: 'alt', text: 'A project of your own', link: '/docs/package' },
    { theme: 'alt', text: 'How it compares', link: '/docs/comparison' },
  ],
};

/** Pages lie outside of the folder with the site's packages: what they need is looked for here. */
const packagesOfTheSite = {
  name: 'packages-of-the-site',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return /^vue($|\/)/.test(id) && importer !== undefined && !importer.includes('node_modules')
      ? this.resolve(id, import.meta.filename, { ...options, skipSelf: true })
      : undefined;
  },
};

/** The theme's first page has no landmark by which who hears a page gets to its text. */
const mainOfTheFirstPage = {
  name: 'main-of-the-first-page',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/VPHome.vue')) return undefined;
    const ours = code.replace(/<div(\s+class="VPHome"[\s\S]*)<\/div>(\s*<\/template>)/, '<main$1</main>$2');
    if (ours === code) throw new Error(`${id} is made otherwise than it was: where is its outermost element?`);
    return ours;
  },
};

export default {
  title: name,
  description,
  lang: 'en',
  // Pages stay where they are in the repository: nothing is copied.
  srcDir: '..',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  srcExclude: noPages(),
  rewrites: {
    ...Object.fromEntries([...PAGES, ...reference].map((page) => [page, addressOf(page)])),
    'site/source/:name*': 'source/:name*',
  },
  markdown,
  // A folder public/ in the repository's root would be copied as it is.
  vite: { publicDir: false, plugins: [packagesOfTheSite, mainOfTheFirstPage] },
  transformPageData: (page) => (page.filePath === 'README.md' ? { frontmatter: { layout: 'home', hero: HERO } } : {}),
  themeConfig: {
    nav: [
      { text: 'First steps', link: '/docs/first-steps' },
      { text: 'Concepts', link: '/docs/concepts' },
      { text: 'Errors', link: '/docs/errors' },
      ...(reference.length > 0 ? [{ text: 'Reference', link: '/reference/' }] : []),
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
};
