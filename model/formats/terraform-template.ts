/** A text so that Terraform, to which `${` and `%{` begin a template, takes it as it is. */
export const escapeTemplate = (text: string): string => text.replace(/([$%])\{/g, '$1$1{');

/** The text that Terraform takes an escaped one for. */
export const templateText = (escaped: string): string => escaped.replace(/([$%])\1\{/g, '$1{');
