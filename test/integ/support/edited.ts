/** A text with a part of it replaced. @throws Error when there is no such part: the test would go on with the text as it was */
export function edited(text: string, from: string | RegExp, to: string): string {
  const after = text.replace(from, to);
  if (after === text) {
    throw new Error(`there is no ${String(from)} to edit in:\n${text}`);
  }
  return after;
}
