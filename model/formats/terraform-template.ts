/** A text so that Terraform, to which `${` and `%{` begin a template, takes it as it is. */
export const escapeTemplate = (text: string): string => text.replace(/([$%])\{/g, '$1$1{');

/**
 * Whether a text stays what it is: Terraform reads texts as Unicode in normal form C, and writes what is no character as U+FFFD; the engine ends
 * one at a NUL.
 */
export const isFaithful = (text: string): boolean =>
  text === text.normalize('NFC') && !/\p{Surrogate}/u.test(text) && !text.includes('\0');

/** Whether nothing about a text needs a closer look: ASCII without the signs that begin a template, as nearly all texts are. */
export const isPlainText = (text: string): boolean => /^[\t\n -#&-~]*$/.test(text);

/** What cdktf writes in place of a value that it knows at synth alone: a reference, a function's result, something lazy. */
export const TOKEN = /(\$\{TfToken\[[\w:.-]+\]\})/;

/** The text that Terraform takes an escaped one for. */
export const templateText = (escaped: string): string => escaped.replace(/([$%])\1\{/g, '$1{');
