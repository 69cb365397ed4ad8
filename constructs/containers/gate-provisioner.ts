import type { LocalExecProvisioner } from 'cdktf';

/**
 * Runs the gate's command before a resource is destroyed; its failure keeps the resource. Terraform starts the shell itself, so that
 * the shell's parent is Terraform's process, whatever that is called. Servers that are killed meanwhile, and whose volumes go too, need
 * nobody's leave.
 */
export function gateBefore(gate: string | undefined, option: string): LocalExecProvisioner[] | undefined {
  const command = `[ "$KAFKA_SERVERS" = killed ] || { ${gate} ${option} --terraform "$PPID"\n}`;
  return gate === undefined ? undefined : [{ type: 'local-exec', when: 'destroy', command }];
}
