import { readFileSync, writeFileSync } from 'node:fs';
import type { Kafka } from 'kafkajs';
import { Duration } from '../../model/units/duration';
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { until } from '../../runtime/wait';
import { endServersTomorrow, servedCertificates } from '../integ/support/certificates';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(900_000);

const NAME = 'rotation';

const cluster = new ChangingCluster();
let brokers: Readonly<Record<string, string>>;
beforeAll(async () => {
  await cluster.start(NAME, 18_392, { batches: 1 });
  brokers = await cluster.brokers();
});
afterAll(() => cluster.remove());

/** Deploys, and kills that when certificates have been issued, and the brokers are about to be told. */
async function deployUntilIssued(): Promise<void> {
  const step = cluster.checkout.engine.getContainer(`${NAME}-keytool`);
  const { Id: before } = await step.inspect();
  const deployment = cluster.checkout.start('npm', ['run', '--silent', 'deploy']);
  await until(
    async () => {
      const { Id: id, State: state } = await step.inspect();
      return id !== before && state.Status === 'exited';
    },
    { within: Duration.seconds(120), awaiting: 'certificates to be issued', every: Duration.milliseconds(50) },
  );
  deployment.kill();
  await deployment.ended;
}

const nodeId = async (): Promise<string> =>
  (await cluster.checkout.engine.getContainer(`${NAME}-zookeeper-1`).inspect()).Id;

test.each<[string, () => Promise<void>]>([
  [
    'whose version has risen',
    () => {
      cluster.declare('  brokers: 3,\n', '  brokers: 3,\n  certificateVersion: 2,\n');
      return Promise.resolve();
    },
  ],
  ['that end soon', () => endServersTomorrow(cluster.checkout)],
])('certificates %s are taken up by brokers that run, though the deployment was killed midway', async (_, begin) => {
  const [served, node] = [await servedCertificates(cluster.checkout), await nodeId()];
  await begin();
  await deployUntilIssued();
  await cluster.deploy();
  expect(await cluster.brokers()).toEqual(brokers);
  expect(await nodeId()).not.toBe(node);
  const now = await servedCertificates(cluster.checkout);
  expect(now.filter((certificate) => served.includes(certificate))).toEqual([]);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('a changed password ends no open connection, and is the only one that is let in from then on', async () => {
  const asUser = (): Promise<Kafka> => kafkaAs('user1', cluster.checkout.path('out', 'clients'), { retries: 0 });
  const former = await asUser();
  const open = former.admin();
  await open.connect();
  const file = cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
  const { passwords } = JSON.parse(readFileSync(file, 'utf8')) as { readonly passwords: Record<string, string> };
  writeFileSync(file, JSON.stringify({ passwords: { ...passwords, user1: 'another-one-of-no-consequence' } }));
  cluster.declare("addUser('user1')", "addUser('user1', { login: UserLogin.scram({ passwordVersion: 2 }) })");
  await cluster.deploy();
  await expect(open.listTopics()).resolves.toContain('topic1');
  await open.disconnect();
  await expect(former.admin().connect()).rejects.toThrow(/[Aa]uthentication/);
  const next = (await asUser()).admin();
  await next.connect();
  await expect(next.listTopics()).resolves.toContain('topic1');
  await next.disconnect();
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});
