/** A text without the blanks at its ends, as Java's `trim` leaves it. */
export function blankless(text: string): string {
  const isBlank = (index: number): boolean => text.charAt(index) <= ' ';
  let [first, end] = [0, text.length];
  while (first < end && isBlank(first)) {
    first++;
  }
  while (first < end && isBlank(end - 1)) {
    end--;
  }
  return text.slice(first, end);
}

/** The whole number that a text is to Java, if it is one, of whatever size. */
export const integerOf = (text: string): bigint | undefined =>
  /^[+-]?\d+$/.test(text) ? (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))) : undefined;

/** Whether a text is a number to Java. Its hexadecimal forms, suffixes, infinities and "not a number" are nothing that anybody means. */
export const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);

/** Whether Java reads a value as true. */
export const isTrue = (value: unknown): boolean => /^true$/i.test(blankless(String(value)));

/** A number as Java writes a double: with a decimal at least, and with an exponent where it is very large or small. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-3 && size < 1e7);
  const [mantissa = '', exponent] = (isPlain ? String(value) : value.toExponential()).split('e');
  const decimal = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? decimal : `${decimal}E${Number(exponent)}`;
}

/** Whether a value stands elsewhere, where brokers look it up (KIP-297; the pattern of `ConfigTransformer`). */
export const refersElsewhere = (value: unknown): boolean => /\$\{[^}]*?:([^}]*?:)?[^}]*?\}/.test(String(value));
