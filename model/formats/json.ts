/** The value that a text holds as JSON; undefined when it is none. A parser's own message would quote what it stumbled over. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
