/**
 * A Terraform identifier for any text, such as a topic's name; different texts never give the same one. Letters, digits
 * and `-` stay; `_` becomes `__`, and anything else `_` and its UTF-16 code units in hexadecimal with a closing `_`.
 */
export function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/g, (character) =>
    character === '_' ? '__' : `_${character.charCodeAt(0).toString(16)}_`,
  );
}
