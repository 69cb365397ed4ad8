/** Terraform's variable by which the step that issues certificates is told whom to issue one anew. */
export const renewalVariable = (cluster: string): string => `${cluster}-renew`;

/** What that step has it by in its environment: the run's alone, so that a container may have another value than is declared. */
export const RENEWAL_REQUEST = 'RENEW';

/** Has the command `reload` look whether every server that runs has taken up what was issued to it, and do nothing. */
export const RELOAD_LOOK = '--taken-up';
