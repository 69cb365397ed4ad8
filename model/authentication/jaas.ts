import type { Properties } from '../formats/properties';

/** JAAS reads its strings with Java's StreamTokenizer: backslash and quote are escaped. */
export const quoteJaas = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** A broker's login module for each of the SASL mechanisms of a listener. */
export const loginModules = (sasl: readonly string[], module: string): Properties =>
  Object.fromEntries(sasl.map((name) => [`${name.toLowerCase()}.sasl.jaas.config`, module]));
