import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesizeTestCluster } from '../../../testing/declared';
import { type EnginePlan, enginePlan } from '../../../testing/engine-plan';
import type { TestKafkaProps } from '../../../testing/test-kafka-props';
import { readManifest } from '../../../runtime/files/manifest-file';

const folder = mkdtempSync(path.join(tmpdir(), 'test-cluster-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Synthesizes a test cluster into a folder of its own. */
function synthesized(name: string, props: TestKafkaProps): { readonly out: string; plan(stack: string): EnginePlan } {
  const out = path.join(folder, name);
  synthesizeTestCluster(
    { image: 'kafka:test', ...props },
    { name, outFolder: out, ports: { mtls: 21000, scram: 21010 } },
  );
  return {
    out,
    plan: (stack) =>
      enginePlan(readFileSync(path.join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8'), { 'cdktf-kafka.testing': name }),
  };
}

test('one broker is one container, with its ports, its volumes and its limits', () => {
  const { networks, volumes, containers } = synthesized('alone', {}).plan('cluster');
  expect({ networks, volumes }).toEqual({ networks: [], volumes: [] });
  expect(containers).toHaveLength(1);
  expect(containers[0]).toMatchObject({
    name: 'alone-broker-1',
    runs: true,
    networks: ['alone-clients'],
    options: {
      Image: 'kafka:test',
      User: '1000:1000',
      Labels: { 'cdktf-kafka.cluster': 'alone', 'cdktf-kafka.testing': 'alone', 'cdktf-kafka.role': 'broker' },
      StopTimeout: 120,
      Healthcheck: { Interval: 1e9, Timeout: 50e9, StartPeriod: 180e9 },
      HostConfig: {
        NetworkMode: 'alone-backplane',
        CapDrop: ['ALL'],
        ReadonlyRootfs: true,
        Memory: 1024 ** 3,
        PortBindings: {
          '21000/tcp': [{ HostIp: '127.0.0.1', HostPort: '21000' }],
          '21010/tcp': [{ HostIp: '127.0.0.1', HostPort: '21010' }],
        },
      },
    },
  });
  expect(containers[0]?.options.HostConfig?.Binds).toContain('alone-broker-1-secrets:/etc/kafka/secrets:ro');
});

test('steps get their files as they are meant, without what Terraform would have read in them', () => {
  const { images, networks, containers } = synthesized('steps', {}).plan('base');
  expect(images).toEqual(['kafka:test']);
  expect(networks).toContainEqual(expect.objectContaining({ Name: 'steps-backplane', Internal: true }));
  expect(containers.map(({ runs }) => runs)).toEqual([false, false]);
  const keytool = containers.find(({ name }) => name === 'steps-keytool');
  expect(keytool?.options.Env).toContain('RENEW=');
  const texts = containers.flatMap(({ files, options }) => [
    ...files.map(({ content }) => content.toString()),
    ...[options.Entrypoint ?? []].flat(),
  ]);
  expect(texts.filter((text) => text.includes('$${'))).toEqual([]);
  expect(texts.some((text) => text.includes('${file:/etc/kafka/secrets/store.properties:keystore}'))).toBe(true);
});

test('several brokers have a controller beside them', () => {
  const names = synthesized('three', { brokers: 3 })
    .plan('cluster')
    .containers.map(({ name }) => name);
  expect(names.sort()).toEqual(['three-broker-1', 'three-broker-2', 'three-broker-3', 'three-controller-1']);
});

test('users have what is declared of them, on topics and groups by name and by prefix', async () => {
  const { out } = synthesized('users', {
    topics: { orders: { partitions: 3 } },
    users: {
      shop: { produce: ['orders', 'scratch-*'], transactions: 'shop-' },
      billing: { login: 'certificate', consume: ['orders'] },
    },
  });
  const { topics, users, rules } = await readManifest(path.join(out, 'kafka', 'users.json'));
  expect(topics).toMatchObject([{ name: 'orders', partitions: 3, replicationFactor: 1 }]);
  expect(users.map(({ name, authentication }) => [name, authentication])).toEqual([
    ['admin', 'certificate'],
    ['billing', 'certificate'],
    ['shop', 'scram'],
  ]);
  const told = rules.map(
    ({ principal, operation, resourceType, pattern, resourceName }) =>
      `${principal} ${operation} ${resourceType} ${pattern} ${resourceName}`,
  );
  expect(told).toEqual(
    expect.arrayContaining([
      'User:shop Write Topic Literal orders',
      'User:shop Write Topic Prefixed scratch-',
      'User:shop Write TransactionalID Prefixed shop-',
      'User:billing Read Topic Literal orders',
      'User:billing Read Group Prefixed billing',
    ]),
  );
  expect(told).not.toContain('User:billing Write Topic Literal orders');
});

test('fails for a right on a topic that nobody declares', () => {
  expect(() => synthesized('missing', { users: { shop: { produce: ['ordres'] } } })).toThrow(
    '[TopicOfTestMissing] user shop: may use topics that are declared, or all that begin alike, got ordres; declare it in topics, or write ordres*',
  );
});

test('fails for an argument of a container that is not known here, which would be left out without a word', () => {
  const text = JSON.stringify({
    resource: {
      docker_container: { a: { name: 'a', image: 'b', entrypoint: [], user: '1', capabilities: {}, privileged: true } },
    },
  });
  expect(() => enginePlan(text, {})).toThrow('privileged');
});

test('fails for a file that is to be executable, which is not made so here', () => {
  const upload = [{ file: '/a', content: '', executable: true }];
  const text = JSON.stringify({
    resource: {
      docker_container: { a: { name: 'a', image: 'b', entrypoint: [], user: '1', capabilities: {}, upload } },
    },
  });
  expect(() => enginePlan(text, {})).toThrow('executable');
});

describe('In a project whose set-up has made an image', () => {
  const record = {
    schema: 2,
    cluster: 'kafka',
    images: { origin: 'local', servers: { kafka: { tag: 'cdktf-kafka/kafka:3.9.1-0123456789' } } },
    terraform: { origin: 'registry' },
  };

  beforeEach(() => {
    const project = path.join(folder, 'project');
    mkdirSync(path.join(project, 'out'), { recursive: true });
    writeFileSync(path.join(project, 'out', 'setup.json'), JSON.stringify(record));
    jest.spyOn(process, 'cwd').mockReturnValue(project);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each<[string, TestKafkaProps, string]>([
    ['that one, of whatever version it is', {}, 'cdktf-kafka/kafka:3.9.1-0123456789'],
    ['that one, where its version is declared', { version: '3.9.1' }, 'cdktf-kafka/kafka:3.9.1-0123456789'],
    ['the official one, where another version is', { version: '3.9.2' }, 'apache/kafka:3.9.2'],
    ['the one that is declared, of its version', { image: 'own/kafka:3.9.0' }, 'own/kafka:3.9.0'],
  ])('a cluster has %s', (_, props, image) => {
    const cluster = synthesized('software', { image: undefined, ...props });
    expect(cluster.plan('base').images).toEqual([image]);
  });

  test('fails for an image that is declared with another version', () => {
    expect(() => synthesized('software', { image: 'own/kafka:3.9.0', version: '3.9.1' })).toThrow(
      'ImageVersionDiffers',
    );
  });
});
