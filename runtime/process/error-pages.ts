import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../package-folder';

/** Pages of the package with a row for each code, and what they are about. */
const PAGES = ['errors.md', 'validation.md'];

/** A code where a message begins, or a line of one that gathers others. */
const CODE = /^\s*\[([A-Z]\w+)\] /gm;

/**
 * Where each code of a message is explained, for a person who has nothing but the package: `docs/errors.md#portinuse`, from the working
 * directory. On the site, that is the address of the code's row; in the file, its name without upper case.
 *
 * @param message lines that begin with `[Code]`
 * @returns each page once, in the message's order; none for a code that has no row
 */
export function pagesOf(message: string, docs = path.join(packageFolder(), 'docs')): readonly string[] {
  const texts = PAGES.map((name) => path.join(docs, name))
    .filter((file) => existsSync(file))
    .map((file) => ({ file: path.relative('', file), text: readFileSync(file, 'utf8') }));
  const pages = [...message.matchAll(CODE)].flatMap(([, code = '']) =>
    texts.filter(({ text }) => text.includes(`\n| \`${code}\` |`)).map(({ file }) => `${file}#${code.toLowerCase()}`),
  );
  return [...new Set(pages)];
}
