import type { ClusterModel } from '../cluster/cluster-model';
import { isLoopback, namesHost } from '../names/host-endpoint';
import { isEngineAddress } from '../placement/engine-address';
import type { Host } from '../placement/host';
import { duplicates, type Violation } from '../violation';
import type { KafkaClusterProps } from './cluster-props';

/** What is wrong with the hosts that a cluster is declared on, and what can't be on several of them yet. */
export function hostViolations(subject: string, props: KafkaClusterProps, model: ClusterModel): readonly Violation[] {
  const { hosts } = props;
  if (hosts === undefined) {
    return [];
  }
  const where = `${subject}/hosts`;
  return [
    ...countViolations(where, props),
    ...hosts.flatMap((host) => [
      ...nameViolations(where, host, model),
      ...addressViolations(where, host, hosts.length > 1),
    ]),
    ...(['name', 'engine', 'address'] as const).flatMap((what) =>
      duplicates(
        hosts.flatMap((host) => host[what] ?? []),
        { code: 'HostDuplicate', subject: where, what: WHAT[what] },
      ),
    ),
    ...serverViolations(where, 'brokers', hosts, model.brokers),
    ...serverViolations(where, 'metadataServers', hosts, model.store.servers(model)),
    ...(hosts.length > 1 ? [...loopbackViolations(subject, model), ...unsupported(subject, model)] : []),
  ];
}

const WHAT = { name: 'names of hosts', engine: 'engines of hosts', address: 'addresses of hosts' } as const;

function countViolations(
  subject: string,
  { hosts = [], engine }: Pick<KafkaClusterProps, 'hosts' | 'engine'>,
): readonly Violation[] {
  return [
    ...(hosts.length > 0
      ? []
      : [
          {
            code: 'HostsMissing',
            subject,
            rule: 'hosts must be 1 at least',
            value: 0,
            remedy: 'declare one, or leave hosts out for the engine that DOCKER_HOST or the default socket reaches',
          },
        ]),
    ...(engine === undefined
      ? []
      : [
          {
            code: 'HostsBesideEngine',
            subject,
            rule: 'hosts must not be given beside engine: the first host has the engine of what is no server',
            value: engine,
            remedy: 'leave engine out, and declare a host with it',
          },
        ]),
  ];
}

function nameViolations(where: string, { name, engine }: Host, cluster: ClusterModel): readonly Violation[] {
  const subject = `${where}/${name}`;
  return [
    // The first is judged as the cluster's own.
    ...(isEngineAddress(engine) || engine === cluster.engine
      ? []
      : [
          {
            code: 'EngineAddressIllegal',
            subject,
            rule: 'the engine of a host must be written as for DOCKER_HOST: unix:///PATH, tcp://HOST:PORT, ssh://[USER@]HOST or npipe://PATH',
            value: engine,
            remedy: 'correct it',
          },
        ]),
    ...(/^[A-Za-z0-9][\w.:-]{0,62}$/.test(name)
      ? []
      : [
          {
            code: 'HostNameIllegal',
            subject,
            rule: 'the name of a host must have 1 to 63 letters, digits, ., -, : and _, and begin with a letter or a digit',
            value: name,
            remedy: 'name it: Host.of(..., { name })',
          },
        ]),
  ];
}

function addressViolations(
  where: string,
  { name, address, engine }: Host,
  isOneOfSeveral: boolean,
): readonly Violation[] {
  const remedy =
    "give the IP address or name by which clients and the other hosts reach it: Host.of(..., { address: '10.0.0.1' })";
  if (address === undefined) {
    return isOneOfSeveral
      ? [
          {
            code: 'HostAddressMissing',
            subject: where,
            rule: 'each of several hosts must have an address, which an engine on a socket does not tell',
            value: engine,
            remedy,
          },
        ]
      : [];
  }
  return namesHost(address) && !(isOneOfSeveral && isLoopback(address))
    ? []
    : [
        {
          code: 'HostAddressIllegal',
          subject: `${where}/${name}`,
          rule: 'the address of a host must be an IP address or a host name that a certificate can cover, and that other machines reach',
          value: address,
          remedy,
        },
      ];
}

/** A host may name servers that there are, and each is on one host. */
function serverViolations(
  where: string,
  kind: 'brokers' | 'metadataServers',
  hosts: readonly Host[],
  servers: readonly { readonly id: number }[],
): readonly Violation[] {
  const known = servers.map(({ id }) => id);
  return [
    ...hosts.flatMap((host) =>
      host[kind]
        .filter((id) => !known.includes(id))
        .map((id) => ({
          code: 'HostServerUnknown',
          subject: `${where}/${host.name}`,
          rule: `${kind} of a host must be among those of the cluster, ${known.join(', ')}`,
          value: id,
          remedy: 'correct it, or leave it out',
        })),
    ),
    ...duplicates(
      hosts.flatMap((host) => host[kind]),
      { code: 'HostServerDuplicate', subject: where, what: `${kind} that hosts name` },
    ),
  ];
}

/** Clients, the proof and what declares topics reach brokers by their hosts' addresses. */
const loopbackViolations = (subject: string, model: ClusterModel): readonly Violation[] =>
  model.listeners
    .filter((listener) =>
      model.brokers.some((broker) => isLoopback(listener.publishedPortOf(broker)?.hostAddress ?? '')),
    )
    .map(({ name }) => ({
      code: 'ListenerOnHostLoopback',
      subject: `${subject}/listeners/${name}`,
      rule: 'a published listener of a cluster on several hosts must not be bound to loopback, which clients elsewhere do not reach',
      value: 'bindAddress',
      remedy: "bind it to every address, bindAddress: '0.0.0.0', and let a firewall say who reaches the hosts",
    }));

/** What has not been taught to span hosts yet. */
function unsupported(subject: string, model: ClusterModel): readonly Violation[] {
  const violation = (what: string, remedy: string): Violation => ({
    code: 'HostsUnsupported',
    subject,
    rule: `a cluster on several hosts can't have ${what} yet`,
    value: `${model.hosts?.length ?? 0} hosts`,
    remedy: `${remedy}, or take one host`,
  });
  return [
    ...(model.store.migration === undefined
      ? []
      : [violation('metadata that move to another store', 'leave them where they are')]),
    ...(model.kerberos === undefined
      ? []
      : [violation('a listener with Kerberos', 'let users log in by password or certificate')]),
  ];
}
