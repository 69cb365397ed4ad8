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
