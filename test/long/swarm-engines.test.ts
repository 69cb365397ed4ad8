import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import { openCommand } from '../../runtime/toolbox/container-command';
import { until } from '../../runtime/wait';
import { Checkout } from '../integ/support/checkout';
import { expectSuccess } from '../integ/support/outcome';
import { type SwarmEngine, SwarmEngines } from './support/swarm-engines';

jest.setTimeout(900_000);

const execute = promisify(execFile);
const told = async (command: string, ...args: readonly string[]): Promise<string> =>
  (await execute(command, args)).stdout;

const NAME = 'iswarm';
const PORT = 5000;
const WAIT = { within: Duration.minutes(1), awaiting: 'the other container to answer' };
/** Answers whoever connects with what it is called, for ever. */
const SERVER =
  'my $server = IO::Socket::INET->new(LocalPort => 5000, Listen => 5, ReuseAddr => 1) or die $!;' +
  'while (my $client = $server->accept) { print $client $ARGV[0]; close $client }';

let checkout: Checkout;
let engines: SwarmEngines;
let image: string;
const networks = { backplane: `${NAME}-backplane`, clients: `${NAME}-clients` };
beforeAll(async () => {
  checkout = await Checkout.make(NAME, 31_392, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
  expectSuccess(await checkout.npm('setup'));
  const setup = JSON.parse(readFileSync(checkout.path('out', 'setup.json'), 'utf8')) as {
    readonly images: { readonly servers: { readonly kafka: { readonly tag: string } } };
  };
  image = setup.images.servers.kafka.tag;
  engines = await SwarmEngines.start(3, 118);
  await engines.load(image);
  const [manager] = engines.all;
  for (const [name, internal] of [
    [networks.backplane, true],
    [networks.clients, false],
  ] as const) {
    await manager?.docker.createNetwork({ Name: name, Driver: 'overlay', Attachable: true, Internal: internal });
  }
});
afterAll(async () => {
  await engines.remove();
  await checkout.remove();
});

/** Starts a container in both networks, made first and connected afterwards, as Terraform's provider does. */
async function start({ docker }: SwarmEngine, name: string): Promise<Docker.Container> {
  const container = await docker.createContainer({
    ...{ name, Image: image, Entrypoint: ['perl', '-MIO::Socket::INET', '-e', SERVER, name] },
    ...{ ExposedPorts: { [`${PORT}/tcp`]: {} } },
    HostConfig: { PortBindings: { [`${PORT}/tcp`]: [{ HostIp: '0.0.0.0', HostPort: String(PORT) }] } },
  });
  await docker.getNetwork('bridge').disconnect({ Container: container.id, Force: true });
  for (const network of Object.values(networks)) {
    await docker.getNetwork(network).connect({ Container: container.id });
  }
  await container.start();
  return container;
}

/** What answers at the port of a host, as it is seen from a container, or from this machine. */
async function said(host: string, within?: Docker.Container): Promise<string> {
  const command = ['bash', '-c', `exec 3<>/dev/tcp/${host}/${PORT} && cat <&3`] as const;
  if (within === undefined) {
    return told(...command).catch(() => '');
  }
  const { stdout, stderr } = await openCommand(within, command);
  stderr.resume();
  return text(stdout);
}

test('containers on three engines reach each other by their names in a network, and this machine does by the engines’ addresses', async () => {
  const containers = new Map<string, Docker.Container>();
  for (const [index, engine] of engines.all.entries()) {
    containers.set(`one-${index}`, await start(engine, `one-${index}`));
  }
  for (const [from, container] of containers) {
    for (const to of [...containers.keys()].filter((name) => name !== from)) {
      for (const network of Object.values(networks)) {
        await until(async () => (await said(`${to}.${network}`, container)) === to, WAIT);
      }
    }
  }
  for (const [index, { address }] of engines.all.entries()) {
    await until(async () => (await said(address)) === `one-${index}`, WAIT);
  }
});

test('nothing of them is left when they are removed', async () => {
  const folders = engines.all.map(({ endpoint }) => path.dirname(endpoint.replace('unix://', '')));
  await engines.remove();
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  const own = new RegExp(`(se|engines-)${process.pid}\\b`);
  for (const look of [
    'ip netns list',
    'ip link',
    'iptables -S FORWARD',
    'find /sys/fs/cgroup -type d',
    'ps -eo args',
  ]) {
    const [command = '', ...args] = look.split(' ');
    expect(await told(command, ...args)).not.toMatch(own);
  }
});
