import { TerraformStack, Testing } from 'cdktf';
import { KafkaCluster, KafkaResources, Principal, QuotaEntity, UserLogin } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
}

/** Resources on a cluster that stands already. */
function synthesized(declare: (resources: KafkaResources) => void, importExisting?: boolean): Synthesized {
  const app = Testing.app({ stackTraces: false });
  const stack = new TerraformStack(app, 'resources');
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', {
    ...{ name: 'prod', bootstrapServers: ['kafka-1.example.org:9093'], brokerCount: 3 },
  });
  declare(new KafkaResources(stack, 'Resources', { cluster, importExisting }));
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

const declare = (resources: KafkaResources): void => {
  resources.addTopic('orders', { partitions: 1 });
  const billing = resources.addUser('billing', {
    login: UserLogin.scram({ passwordVersion: 0, mechanisms: ['SCRAM-SHA-512'] }),
  });
  for (const [principal, resourceName] of [
    [billing, '${x}'],
    [Principal.external('a|b'), 'one'],
  ] as const) {
    resources.addAcl({ resourceType: 'Group', resourceName, principal, operation: 'Read', permission: 'Deny' });
  }
  resources.addQuota(QuotaEntity.everyUser(), { requestPercentage: 10 });
};

test('what stands already gets import blocks, but what its provider does not import', () => {
  expect(synthesized(declare, true).import).toEqual([
    {
      to: 'kafka_acl.prod-billing-Deny-Read-Group-Literal-_24__7b_x_7d_-_2a_',
      id: 'User:billing|*|Read|Deny|Group|$${x}|Literal',
    },
    { to: 'kafka_topic.prod-orders', id: 'orders' },
    { to: 'kafka_user_scram_credential.prod-billing-SCRAM-SHA-512', id: 'billing|SCRAM-SHA-512' },
  ]);
});

test('nothing is imported unasked, and nothing else is declared for it', () => {
  const [asked, unasked] = [synthesized(declare, true), synthesized(declare)];
  expect(unasked.import).toBeUndefined();
  expect(unasked.resource).toEqual(asked.resource);
});

test('a user whose password is kept gets credentials by its own mechanisms, no version of a password, and needs none', () => {
  const key = '[^"]*out/clients/admin/client\\.key';
  const places = `try\\(var\\.passwords\\["billing#0"\\], var\\.passwords\\["billing"\\], filesha256\\("${key}"\\)\\)`;
  expect(Object.values(synthesized(declare).resource['kafka_user_scram_credential'] ?? {})).toEqual([
    {
      ...{ username: 'billing', scram_mechanism: 'SCRAM-SHA-512', scram_iterations: 8192, provider: 'kafka.prod' },
      // The provider has none without a password, which nobody can guess where the user is gone and is made anew.
      lifecycle: { ignore_changes: ['password_wo_version', 'scram_iterations'] },
      password_wo: expect.stringMatching(new RegExp(`^\\$\\{${places}\\}$`)) as string,
    },
  ]);
});

test('a topic that inherits min.insync.replicas has none of its own', () => {
  const { manifest } = synthesize({}, (resources) =>
    resources.addTopic('orders', { partitions: 1, replicationFactor: 1, inheritMinInsyncReplicas: true }),
  );
  expect(manifest.topics.map(({ config }) => config)).toEqual([{}]);
});

test.each<readonly [string, string, (resources: KafkaResources) => unknown]>([
  [
    'MinInsyncReplicasTwice',
    'a minimum that is inherited and said',
    (resources) => resources.addTopic('a', { partitions: 1, minInsyncReplicas: 1, inheritMinInsyncReplicas: true }),
  ],
  [
    'MinInsyncReplicasTwice',
    'the same, by its name in Kafka',
    (resources) =>
      resources.addTopic('a', {
        ...{ partitions: 1, inheritMinInsyncReplicas: true },
        config: { 'min.insync.replicas': 1 },
      }),
  ],
  [
    'ScramMechanismsIllegal',
    'no mechanism',
    (resources) => resources.addUser('a', { login: UserLogin.scram({ mechanisms: [] }) }),
  ],
  [
    'ScramMechanismsIllegal',
    'a mechanism twice',
    (resources) =>
      resources.addUser('a', { login: UserLogin.scram({ mechanisms: ['SCRAM-SHA-512', 'SCRAM-SHA-512'] }) }),
  ],
])('fails with %s for %s', (code, _, wrong) => {
  expect(codesOf(() => synthesized(wrong))).toEqual([code]);
});
