/** A Java properties file as data; it becomes text at the last step alone. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

const escapeKey = (key: string): string => key.replace(/([\\:=\s#!])/g, '\\$1');
const escapeValue = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/^(\s)/, '\\$1');

/** Renders sorted `key=value` lines in the form that `java.util.Properties` reads. */
export function renderProperties(properties: Properties): string {
  return Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(String(value))}\n`)
    .join('');
}
