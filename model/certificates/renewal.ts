/** Terraform's variable by which the step that issues certificates is told whom to issue one anew. */
export const renewalVariable = (cluster: string): string => `${cluster}-renew`;
