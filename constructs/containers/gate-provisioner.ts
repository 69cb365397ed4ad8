import type { LocalExecProvisioner } from 'cdktf';

/** Runs the gate's command before a resource is destroyed; its failure keeps the resource. */
export function gateBefore(gate: string | undefined, option: string): LocalExecProvisioner[] | undefined {
  return gate === undefined ? undefined : [{ type: 'local-exec', when: 'destroy', command: `${gate} ${option}` }];
}
