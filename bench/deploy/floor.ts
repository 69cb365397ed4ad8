import type Docker from 'dockerode';
import { LABELS } from '../../model/names/names';
import { fetchClients } from '../../runtime/credentials/fetch';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import type { Checkout } from '../../test/integ/support/checkout';
import { archiveOf } from '../../test/integ/support/tool';
import { LONGEST, timed } from './cold';

/** A server as the engine tells of it, from which one like it is started. */
export type Server = Docker.ContainerInspectInfo;

/**
 * The servers of the last deployment once more, on data volumes as they were before their first start, with the certificates that are there.
 *
 * @param as what is started in their place; by default they themselves
 */
export async function floor(checkout: Checkout, as?: readonly Server[]): Promise<number> {
  const { engine } = checkout;
  const { servers, networks } = await takeAway(checkout);
  return timed(async () => {
    for (const { Name, Internal } of networks) {
      await engine.createNetwork({ Name, Internal, Labels: { [LABELS.cluster]: checkout.manifest.name } });
    }
    await Promise.all((as ?? servers).map((server) => startLike(engine, server)));
    await brokersAnswer(checkout);
  });
}

/** Takes the servers and their networks away, which it tells of, and has their data volumes as they were before the first start. */
export async function takeAway(checkout: Checkout): Promise<{
  readonly servers: readonly Server[];
  readonly networks: readonly Docker.NetworkInspectInfo[];
}> {
  const { engine } = checkout;
  const servers = await serversOf(checkout);
  await Promise.all(servers.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true })));
  await prepareData(checkout);
  const networks = await engine.listNetworks({ filters: { label: [`${LABELS.cluster}=${checkout.manifest.name}`] } });
  await Promise.all(networks.map(({ Id }) => engine.getNetwork(Id).remove()));
  return { servers, networks };
}

/** The brokers and the metadata servers that are there. */
export async function serversOf(checkout: Checkout): Promise<readonly Server[]> {
  const { brokers, metadata } = checkout.manifest;
  const names = [...brokers, ...metadata.servers].map(({ container }) => `/${container}`);
  const found = (await checkout.containers()).filter(({ Names }) => names.some((name) => Names.includes(name)));
  return Promise.all(found.map(({ Id }) => checkout.engine.getContainer(Id).inspect()));
}

/** Empties the data volumes, and has the deployment's own step prepare them again. */
async function prepareData(checkout: Checkout): Promise<void> {
  const step = checkout.engine.getContainer(`${checkout.manifest.name}-configure`);
  const mounts = (await step.inspect()).Mounts.filter(({ Destination }) => Destination.startsWith('/volumes/'));
  await runOnce(checkout, {
    command: ['find', ...mounts.map(({ Destination }) => Destination), '-mindepth', '1', '-delete'],
    binds: mounts.map(({ Name, Destination }) => `${Name ?? ''}:${Destination}`),
  });
  await step.start();
  await endedWell(step, `${checkout.manifest.name}-configure`);
}

async function startLike(engine: Docker, server: Server): Promise<void> {
  const [first, ...others] = Object.keys(server.NetworkSettings.Networks);
  const container = await engine.createContainer({
    ...server.Config,
    name: server.Name.slice(1),
    Hostname: undefined,
    HostConfig: { ...server.HostConfig, NetworkMode: first },
  });
  for (const network of others) {
    await engine.getNetwork(network).connect({ Container: container.id });
  }
  await container.start();
}

export async function runOnce(
  checkout: Checkout,
  options: {
    readonly command: string[];
    readonly binds?: string[];
    readonly files?: Readonly<Record<string, string | Buffer>>;
  },
): Promise<void> {
  const container = await checkout.engine.createContainer({
    Image: checkout.manifest.images.kafka,
    Entrypoint: options.command,
    User: '0:0',
    Labels: { [LABELS.cluster]: checkout.manifest.name, [LABELS.role]: 'bench' },
    HostConfig: { NetworkMode: 'none', Binds: options.binds },
  });
  try {
    if (options.files !== undefined) {
      const files = Object.entries(options.files).map(([name, text]) => ({
        target: name,
        content: typeof text === 'string' ? Buffer.from(text) : text,
        mode: 0o444,
      }));
      await container.putArchive(archiveOf(files), { path: '/' });
    }
    await container.start();
    await endedWell(container, options.command.join(' '));
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function endedWell(container: Docker.Container, what: string): Promise<void> {
  const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
  if (code !== 0) {
    throw new Error(`${what} ended with ${code}`);
  }
}

export async function brokersAnswer(checkout: Checkout): Promise<void> {
  const outFolder = checkout.path('out', 'clients');
  await fetchClients(checkout.manifest, { outFolder, users: ['admin'] });
  await awaitBrokers(checkout.manifest, { clientsFolder: outFolder, within: LONGEST });
}
