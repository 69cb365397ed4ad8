/** A value as a program gives it: a `bigint` or a text for whole numbers beyond 2^53, which a number would not hold exactly. */
export type PropertyValue = string | number | bigint | boolean;

/** A Java properties file as data; it becomes text at the last step alone. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** Characters that mean something at the place where they stand, by what Java reads as them. */
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

/**
 * Java reads properties as ISO-8859-1: what is not printable ASCII is written as code units of UTF-16. Blanks, `#`, `!`, `=` and `:`
 * are what they are in a value, but for blanks at its beginning; the rest of a line is the value, so that those at its end stay.
 */
const escaped = (text: string, syntax: RegExp): string =>
  text
    .replace(syntax, '\\$&')
    .replace(/[^ -~]/g, (unit) => ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escapeKey = (key: string): string => escaped(key, /[\\:= #!]/g);
const escapeValue = (value: string): string => escaped(value, /\\|^ /g);

/** One line of a properties file, in the form that `java.util.Properties` reads. */
export const renderProperty = (key: string, value: PropertyValue): string =>
  `${escapeKey(key)}=${escapeValue(String(value))}\n`;

/** Renders lines sorted by their keys. */
export function renderProperties(properties: Properties): string {
  return Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => renderProperty(key, value))
    .join('');
}
