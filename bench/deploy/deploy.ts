/**
 * A cold deployment of base and cluster, beside its floor: the same containers of the same images, started straight by the
 * engine with ready-made certificates, and by docker compose. All are measured from the first command until all three brokers are in the metadata
 * over TLS: `npm run deploy`, with all that it looks at, and the cdktf command, which applies one stack after the other. The
 * keytool step is measured by itself, beside one keytool call after another.
 *
 *   npm run bench deploy
 */
import { templateText } from '../../model/formats/terraform-template';
import { Duration } from '../../model/units/duration';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type Docker from 'dockerode';
import { fetchClients } from '../../runtime/credentials/fetch';
import { CLIENT_FILES } from '../../model/names/paths';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { until } from '../../runtime/wait';
import { Checkout } from '../../test/integ/support/checkout';
import { archiveOf } from '../../test/integ/support/tool';
import { keytoolClasses } from '../../test/support/keytool-step';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess, forget, timed } from './cold';
import { composeUp, ensureCompose } from './compose';

export const name = 'deploy';

export const aims: readonly Aim[] = [
  {
    figure: 'ratio',
    title: 'npm run deploy until the brokers answer, beside the bare engine',
    unit: 'times',
    atMost: 1.3,
  },
  { figure: 'deploy to compose', title: 'the same, beside docker compose', unit: 'times', atMost: 1.2 },
  { figure: 'keytool', title: 'keytool step of 11 identities', unit: 's', atMost: 1.2 },
];

const NAME = 'bench';
const LONGEST = Duration.seconds(120);

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  await ensureCompose();
  const checkout = await Checkout.make(NAME, 11092, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
  try {
    await expectSuccess(checkout.npm('deploy')); // Set-up, bindings' caches, synthesis.
    for (let each = 1; each <= runs; each += 1) {
      const deploy = await coldDeploy(checkout);
      const cdktf = await coldCdktf(checkout);
      const bare = await floor(checkout);
      const compose = await composeFloor(checkout);
      const keytool = await keytoolStep(checkout);
      const naive = await naiveKeytool(checkout);
      const ratios = {
        ...{ ratio: deploy / bare, 'deploy to compose': deploy / compose },
        ...{ 'cdktf to floor': cdktf / bare, 'keytool to naive': keytool / naive },
      };
      measured({ deploy, cdktf, floor: bare, compose, keytool, naive, ...ratios });
    }
  } finally {
    await checkout.remove();
  }
}

/** From nothing to three brokers, by the command that a person would use; what it does beside and after that is awaited, and not measured. */
async function coldDeploy(checkout: Checkout): Promise<number> {
  await forget(checkout);
  const clientsFolder = checkout.path('out', 'clients');
  rmSync(clientsFolder, { recursive: true, force: true });
  const start = performance.now();
  const deployed = expectSuccess(checkout.npm('deploy'));
  const answered = async (): Promise<number> => {
    const file = path.join(clientsFolder, 'admin', CLIENT_FILES.kcat);
    await until(() => existsSync(file), { within: LONGEST, awaiting: file });
    await awaitBrokers(checkout.manifest, { clientsFolder, within: LONGEST });
    return (performance.now() - start) / 1000;
  };
  const [duration] = await Promise.all([answered(), deployed]);
  return duration;
}

/** The same by cdktf's own command. */
async function coldCdktf(checkout: Checkout): Promise<number> {
  await forget(checkout);
  const { base, cluster } = checkout.manifest.stacks;
  return timed(async () => {
    await expectSuccess(checkout.cdktf('deploy', base, cluster, '--auto-approve', '--skip-provider-lock'));
    await brokersAnswer(checkout);
  });
}

/** The servers of the last deployment once more, on data volumes as they were before their first start, with the certificates that are there. */
async function floor(checkout: Checkout): Promise<number> {
  const { engine } = checkout;
  const { servers, networks } = await takeAway(checkout);
  return timed(async () => {
    for (const { Name, Internal } of networks) {
      await engine.createNetwork({ Name, Internal, Labels: { 'cdktf-kafka.cluster': NAME } });
    }
    await Promise.all(servers.map((server) => startLike(engine, server)));
    await brokersAnswer(checkout);
  });
}

/** The same by docker compose. */
async function composeFloor(checkout: Checkout): Promise<number> {
  const { servers, networks } = await takeAway(checkout);
  return timed(async () => {
    await composeUp(checkout.path('out', 'compose.json'), servers, networks);
    await brokersAnswer(checkout);
  });
}

/** Takes the servers and their networks away, which it tells of, and has their data volumes as they were before the first start. */
async function takeAway(checkout: Checkout): Promise<{
  readonly servers: readonly Docker.ContainerInspectInfo[];
  readonly networks: readonly Docker.NetworkInspectInfo[];
}> {
  const { engine } = checkout;
  const found = (await checkout.containers()).filter((container) => isServer(checkout, container));
  const servers = await Promise.all(found.map(({ Id }) => engine.getContainer(Id).inspect()));
  await Promise.all(found.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true })));
  await prepareData(checkout);
  const networks = await engine.listNetworks({ filters: { label: [`cdktf-kafka.cluster=${NAME}`] } });
  await Promise.all(networks.map(({ Id }) => engine.getNetwork(Id).remove()));
  return { servers, networks };
}

/** Whether a container is a broker or a metadata server. */
const isServer = ({ manifest }: Checkout, { Names }: Docker.ContainerInfo): boolean =>
  [...manifest.brokers, ...manifest.metadata.servers].some(({ container }) => Names.includes(`/${container}`));

/** Empties the data volumes, and has the deployment's own step prepare them again. */
async function prepareData(checkout: Checkout): Promise<void> {
  const step = checkout.engine.getContainer(`${NAME}-configure`);
  const mounts = (await step.inspect()).Mounts.filter(({ Destination }) => Destination.startsWith('/volumes/'));
  await runOnce(checkout, {
    command: ['find', ...mounts.map(({ Destination }) => Destination), '-mindepth', '1', '-delete'],
    binds: mounts.map(({ Name, Destination }) => `${Name ?? ''}:${Destination}`),
  });
  await step.start();
  await endedWell(step, `${NAME}-configure`);
}

async function startLike(engine: Docker, server: Docker.ContainerInspectInfo): Promise<void> {
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

/** The keytool step's own container, on empty volumes. */
async function keytoolStep(checkout: Checkout): Promise<number> {
  const issue = readFileSync(checkout.path('certs', 'issue.sh'));
  return timed(() =>
    runOnce(checkout, {
      command: ['sh', '-c', 'mkdir /a /s && OWNER=0:0 sh /x /plan /a /s'],
      files: { x: issue, plan: planOf(checkout), ...keytoolClasses() },
    }),
  );
}

async function naiveKeytool(checkout: Checkout): Promise<number> {
  const naive = readFileSync(path.join(__dirname, 'naive-keytool.sh'), 'utf8');
  return timed(() =>
    runOnce(checkout, { command: ['sh', '/x', '/plan', '/target'], files: { x: naive, plan: planOf(checkout) } }),
  );
}

/** The plan that was deployed, as its step is given it. */
function planOf(checkout: Checkout): string {
  const stack = checkout.path('cdktf.out', 'stacks', checkout.manifest.stacks.base, 'cdk.tf.json');
  const { resource } = JSON.parse(readFileSync(stack, 'utf8')) as {
    resource: { docker_container: Record<string, { entrypoint: string[] }> };
  };
  const entrypoint = resource.docker_container[`${NAME}-keytool`]?.entrypoint ?? [];
  const at = entrypoint.indexOf('/step/plan');
  if (at === -1) {
    throw new Error('the step is not given its plan by its command');
  }
  return templateText(entrypoint[at + 1] ?? '');
}

async function runOnce(
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
    Labels: { 'cdktf-kafka.cluster': NAME, 'cdktf-kafka.role': 'bench' },
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

async function brokersAnswer(checkout: Checkout): Promise<void> {
  const outFolder = checkout.path('out', 'clients');
  await fetchClients(checkout.manifest, { outFolder, users: ['admin'] });
  await awaitBrokers(checkout.manifest, { clientsFolder: outFolder, within: LONGEST });
}
