import type { ContainerConfig } from '@cdktf/provider-docker/lib/container';
import type { ContainerLogs } from '../../model/cluster/container-logs';

/** A container's logging driver; nothing where the engine is to decide. */
export function logDriverOf({ name, options }: ContainerLogs): Pick<ContainerConfig, 'logDriver' | 'logOpts'> {
  return name === undefined
    ? {}
    : { logDriver: name, ...(Object.keys(options).length > 0 && { logOpts: { ...options } }) };
}
