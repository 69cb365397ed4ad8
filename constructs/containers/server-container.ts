import type { ContainerConfig } from '@cdktf/provider-docker/lib/container';
import type { Construct } from 'constructs';
import { HEALTH_RUNS } from '../../model/files/health';
import { digestOf } from '../../model/formats/versioned-file';
import type { PublishedPort } from '../../model/listeners/listener';
import type { Size } from '../../model/units/size';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { dockerProviderOf } from './docker-provider';
import { gateBefore } from './gate-provisioner';
import { hostGuard } from './host-guard';
import { logDriverOf } from './log-driver';
import { LABELS } from '../../model/names/names';
import { placementOf } from '../../model/placement/placement';
import { SERVER_UID } from '../../model/names/paths';
import { Container } from '../terraform/resources';

/** What differs between the containers of a cluster's servers, and of the services beside them. */
export interface ServerContainerProps {
  readonly name: string;
  /** `broker`, `kdc`, `service`, or a metadata server's. */
  readonly role: string;
  readonly image: string;
  /** Numeric user and group that it runs as. Default: the servers'. */
  readonly user?: number;
  readonly command: readonly string[];
  /** It is in the state: none may be secret. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly memory: Size;
  /** Named volumes by their path in the container. */
  readonly volumes: readonly { readonly name: string; readonly path: string; readonly readOnly: boolean }[];
  /** Paths of memory file systems, beside `/tmp`. */
  readonly scratch?: readonly string[];
  readonly networks: readonly string[];
  /** Options of resolv.conf(5). */
  readonly resolverOptions?: readonly string[];
  readonly ports?: readonly PublishedPort[];
  readonly health: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Seconds that a server gets to hand over its leaders and close its logs, before it is killed. */
const STOP_SECONDS = 120;

/**
 * A server's container: not root, read-only but for its volumes, no capabilities, a memory limit, restarted when it
 * dies, and stopped under control. It refers to no other resource than its own, so that its gate can hold it back while another server is
 * replaced: Terraform would destroy all that depend on something changed before it makes any of them anew.
 */
export function serverContainer(scope: Construct, cluster: ClusterModel, props: ServerContainerProps): Container {
  const healthcheck = { test: [...props.health], ...HEALTH_RUNS };
  const host = hostGuard(scope, cluster, props.name);
  const config: ContainerConfig = {
    ...(host !== undefined && { dependsOn: [host] }),
    provider: dockerProviderOf(scope, cluster, placementOf(cluster, props.name)),
    name: props.name,
    image: props.image,
    entrypoint: [...props.command],
    command: [],
    env: environmentOf(props),
    user: `${props.user ?? SERVER_UID}:${props.user ?? SERVER_UID}`,
    readOnly: true,
    // Compression codecs unpack native libraries here, so it must not be noexec.
    tmpfs: Object.fromEntries(['/tmp', ...(props.scratch ?? [])].map((path) => [path, 'rw,exec,nosuid,size=65536k'])),
    capabilities: { drop: ['ALL'], add: [] },
    securityOpts: ['no-new-privileges:true'],
    memory: props.memory.mebibytes,
    memorySwap: props.memory.mebibytes,
    // An engine that can't count swap, or memory, says that it has no such limit, and a plan would set it again for ever. The label
    // replaces the container for another limit: the engine refuses more memory than it was told of with swap.
    lifecycle: { ignoreChanges: ['memory', 'memory_swap'] },
    ...logDriverOf(cluster.logs),
    volumes: props.volumes.map(({ name, path, readOnly }) => ({ volumeName: name, containerPath: path, readOnly })),
    dnsOpts: props.resolverOptions === undefined ? undefined : [...props.resolverOptions],
    networksAdvanced: props.networks.map((name) => ({ name })),
    ports: props.ports?.map(({ hostAddress, hostPort, containerPort }) => ({
      ip: hostAddress,
      external: hostPort,
      internal: containerPort,
      protocol: 'tcp',
    })),
    healthcheck,
    cpus: cluster.cpus === undefined ? undefined : String(cluster.cpus),
    restart: cluster.restart,
    stopTimeout: STOP_SECONDS,
    destroyGraceSeconds: STOP_SECONDS,
    wait: true,
    waitTimeout: cluster.startTimeout.seconds,
    // A service may stop at any time.
    provisioners: props.role === 'service' ? undefined : gateBefore(cluster.gate, `--server ${props.name}`),
    labels: Object.entries({
      ...cluster.labels,
      [LABELS.cluster]: cluster.name,
      [LABELS.role]: props.role,
      [LABELS.memory]: String(props.memory.mebibytes),
      // The provider would write another test into the state, and leave the container with its own.
      [LABELS.health]: digestOf(JSON.stringify(healthcheck)),
      ...props.labels,
    }).map(([label, value]) => ({ label, value })),
  };
  const container = new Container(scope, 'container', config);
  // The address in the state depends on the container's name alone, not on where its construct stands in the tree.
  container.overrideLogicalId(props.name);
  return container;
}

/** An empty set would differ from what the engine tells of a container without one. */
function environmentOf({ environment = {} }: ServerContainerProps): string[] | undefined {
  const entries = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return entries.length === 0 ? undefined : entries;
}
