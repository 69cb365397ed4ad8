import { userInfo } from 'node:os';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { SshServer } from '../integ/support/ssh-server';
import { SpreadCluster } from './support/spread-cluster';
import { SwarmEngines } from './support/swarm-engines';

jest.setTimeout(1_800_000);

const cluster = new SpreadCluster('ihostsreached', 'zookeeper');
let server: SshServer;
beforeAll(async () => {
  const engines = await SwarmEngines.start(3, 127, { tls: true });
  const [first, second, third] = engines.all;
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('three engines were asked for');
  }
  server = new SshServer({
    ...{ address: first.address, namespace: first.namespace },
    // Its commands would find this machine's own engine.
    environment: { DOCKER_HOST: first.endpoint },
  });
  await server.start();
  server.know(`${server.name} ${server.key('host')}`);
  await cluster.startOn(
    ...([engines, 31_691] as const),
    {
      ...{ PATH: server.clientPath(), DOCKER_CERT_PATH: engines.certificates?.client, DOCKER_TLS_VERIFY: '1' },
    },
    [
      `ssh://${userInfo().username}@${first.address}:${server.port}`,
      `tcp://${second.address}:2376`,
      ...[third.endpoint],
    ],
  );
});
afterAll(async () => {
  await cluster.remove();
  server.stop();
});

// In the order in which they change the cluster.
test('a cluster is deployed on hosts that are reached by SSH, by TCP with certificates, and by a socket', async () => {
  expectSuccess(await cluster.checkout.npm('deploy'));
  await cluster.expectOneOfEachKind();
  await cluster.proof('cluster,logins,topics,drift');
  expectSuccess(await cluster.checkout.npm('status'));
});

test('a second deployment changes nothing', async () => {
  await cluster.expectNothingToChange();
});

test('fails to be deployed without the client’s certificate, and when the host shows another key, and says which host it is', async () => {
  const { environment } = cluster.checkout;
  const [first, second] = cluster.engines.all;
  const { DOCKER_CERT_PATH: certificates } = environment;
  Object.assign(environment, { DOCKER_CERT_PATH: '', DOCKER_TLS_VERIFY: '' });
  expect(textOf(await cluster.checkout.npm('deploy'))).toMatch(
    new RegExp(`\\[EngineUnreachable\\] .*${second?.address.replaceAll('.', '\\.') ?? ''}`),
  );
  Object.assign(environment, { DOCKER_CERT_PATH: certificates, DOCKER_TLS_VERIFY: '1' });
  server.know(`${server.name} ${server.key('user')}`);
  expect(textOf(await cluster.checkout.npm('deploy'))).toContain(
    `[EngineHostUnknown] Docker engine ssh://${first?.address ?? ''}:${server.port}`,
  );
  server.know(`${server.name} ${server.key('host')}`);
});

test('a destroyed cluster leaves no trace on any host', async () => {
  await cluster.expectDestroyedWithoutTrace();
});
