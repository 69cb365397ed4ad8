/** Text that Terraform takes as it is: `${` and `%{` would begin a template. */
export const terraformLiteral = (text: string): string => text.replace(/([$%])\{/g, '$1$1{');
