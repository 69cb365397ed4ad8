import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..');

/** A block of code that a page shows. */
export interface ShownBlock {
  /** Empty where the page says none. */
  readonly language: string;
  /** As it stands at the margin, with a line's end at its own. */
  readonly code: string;
}

const FENCED = /^( *)```(\w*)\n([\s\S]*?)^ *```/gm;

/** All blocks of a page's text. */
export const blocksIn = (text: string): readonly ShownBlock[] =>
  [...text.matchAll(FENCED)].map(([, margin = '', language = '', code = '']) => ({
    language,
    code: code.replace(new RegExp(`^${margin}`, 'gm'), ''),
  }));

/** The text without them. */
export const withoutBlocks = (text: string): string => text.replace(FENCED, '');

/** All blocks of a page, by its place in the repository. */
export const blocksOf = (page: string): readonly ShownBlock[] =>
  blocksIn(readFileSync(path.join(PROJECT, page), 'utf8'));

/** The one block of a page with that text. */
export function blockWith(page: string, part: string): string {
  const [found, ...others] = blocksOf(page).filter(({ code }) => code.includes(part));
  if (found === undefined || others.length > 0) {
    throw new Error(`${page} has ${others.length === 0 ? 'no block' : 'several blocks'} with ${part}`);
  }
  return found.code;
}
