/** A text without the blanks at its ends, as Java's `trim` leaves it. */
export const blankless = (text: string): string => {
  const isBlank = (character: string): boolean => character <= ' ';
  const characters = [...text];
  const first = characters.findIndex((character) => !isBlank(character));
  const last = characters.findLastIndex((character) => !isBlank(character));
  return first < 0 ? '' : characters.slice(first, last + 1).join('');
};

/** The whole number that a text is to Java, if it is one, of whatever size. */
export const integerOf = (text: string): bigint | undefined =>
  /^[+-]?\d+$/.test(text) ? (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))) : undefined;

/** Whether a text is a number to Java. Its hexadecimal forms, suffixes, infinities and "not a number" are nothing that anybody means. */
export const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
