/**
 * Options of the SSH client by which engines are reached, for the tools and the Terraform provider alike: a host that shows no key that is
 * known is refused, whatever the machine's own settings say, and nobody is asked anything.
 */
export const SSH_OPTIONS: readonly string[] = ['-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'];
