import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { ensureCommand } from '../../test/integ/support/packages';

const COMMAND = 'docker-compose';
/** The last format that has a container's limits where the engine has them. */
const FORMAT = '2.4';

/** Debian's, where the machine has none. */
export const ensureCompose = (): Promise<void> => ensureCommand(COMMAND, 'it starts the same containers');

/** Starts containers like those that were inspected, on networks that it makes and volumes that are there. */
export async function composeUp(
  file: string,
  servers: readonly Docker.ContainerInspectInfo[],
  networks: readonly Docker.NetworkInspectInfo[],
): Promise<void> {
  const volumes = servers.flatMap((server) => volumesOf(server).map(({ Name: name = '' }) => name));
  const project = {
    version: FORMAT,
    services: Object.fromEntries(servers.map((server) => [server.Name.slice(1), serviceOf(server)])),
    networks: Object.fromEntries(
      networks.map(({ Name: name, Internal: internal, Labels: labels }) => [name, { name, internal, labels }]),
    ),
    volumes: Object.fromEntries(volumes.map((name) => [name, { name, external: true }])),
  };
  // What a container has none of is null to the engine, which compose does not take; a dollar would begin a variable of the environment.
  const text = JSON.stringify(project, (_, value: unknown) => value ?? undefined);
  writeFileSync(file, text.replaceAll('$', '$$$$'));
  await promisify(execFile)(COMMAND, ['--project-name', 'bench', '--file', file, 'up', '--detach']);
}

function serviceOf(server: Docker.ContainerInspectInfo): unknown {
  const { Config: config, HostConfig: host } = server;
  const { Test: test, Retries: retries, ...times } = config.Healthcheck ?? {};
  return {
    container_name: server.Name.slice(1),
    image: config.Image,
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    environment: config.Env,
    user: config.User,
    labels: config.Labels,
    healthcheck: {
      ...{ test, retries },
      ...{ interval: milliseconds(times.Interval), timeout: milliseconds(times.Timeout) },
      start_period: milliseconds(times.StartPeriod),
    },
    read_only: host.ReadonlyRootfs,
    tmpfs: Object.entries((host.Tmpfs ?? {}) as Readonly<Record<string, string>>).map(
      ([at, options]) => `${at}:${options}`,
    ),
    cap_drop: host.CapDrop as unknown,
    security_opt: host.SecurityOpt as unknown,
    mem_limit: host.Memory,
    memswap_limit: host.MemorySwap,
    restart: host.RestartPolicy?.Name,
    logging: { driver: host.LogConfig?.Type, options: host.LogConfig?.Config as unknown },
    networks: Object.keys(server.NetworkSettings.Networks),
    ports: publishedBy(host),
    volumes: volumesOf(server).map(({ Name, Destination, RW }) => `${Name ?? ''}:${Destination}:${RW ? 'rw' : 'ro'}`),
  };
}

const milliseconds = (nanoseconds = 0): string => `${nanoseconds / 1_000_000}ms`;

const volumesOf = ({ Mounts }: Docker.ContainerInspectInfo): Docker.ContainerInspectInfo['Mounts'] =>
  Mounts.filter(({ Type }) => Type === 'volume');

const publishedBy = ({ PortBindings }: Docker.HostConfig): readonly string[] =>
  Object.entries(
    (PortBindings ?? {}) as Readonly<Record<string, readonly { HostIp: string; HostPort: string }[]>>,
  ).flatMap(([port, bindings]) =>
    bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port.replace('/tcp', '')}`),
  );
