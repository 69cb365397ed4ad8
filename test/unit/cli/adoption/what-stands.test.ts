import type Docker from 'dockerode';
import { type ClusterSeen, standingOf } from '../../../../cli/adoption/what-stands';
import type { Engines } from '../../../../runtime/engine/engines';
import type { PlannedResource } from '../../../../runtime/terraform/planned-resources';
import { manifest } from '../../fixtures/manifest';

const exits: Readonly<Record<string, number>> = { 'id-keytool': 0, 'id-configure': 1 };
const engine = {
  getContainer: (id: string) => ({
    inspect: () => Promise.resolve({ State: { Running: false, ExitCode: exits[id] ?? 0 } }),
  }),
} as unknown as Docker;

const placement = { address: '127.0.0.1' };
const seen: ClusterSeen = {
  manifest,
  engines: { own: engine, all: () => [engine] } as unknown as Engines,
  inventory: {
    containers: [
      { engine, placement, id: 'id-broker', name: 'kafka-broker-1', role: 'broker', isRunning: true },
      { engine, placement, id: 'id-keytool', name: 'kafka-keytool', role: 'keytool', isRunning: false },
      { engine, placement, id: 'id-configure', name: 'kafka-configure', role: 'configure', isRunning: false },
    ],
    networks: [{ engine, placement, id: 'id-clients', name: 'kafka-clients', driver: 'bridge' }],
    volumes: [{ engine, placement, name: 'kafka-authority' }],
  },
  answers: true,
  logins: [
    { user: 'user1', mechanism: 'SCRAM-SHA-512', version: 1, verdict: 'accepted' },
    { user: 'user2', mechanism: 'SCRAM-SHA-512', version: 1, verdict: 'refused' },
  ],
};

const planned = (type: string, values: Readonly<Record<string, unknown>>, alias?: string): PlannedResource => ({
  ...{ address: `${type}.x`, type, name: 'x', provider: 'provider["of-it"]', alias },
  ...{ schemaVersion: 0, values, dependencies: [] },
});

const idsOf = async (...resources: readonly PlannedResource[]): Promise<readonly string[]> =>
  (await standingOf(seen, resources)).map(({ id }) => id);

test('what stands on the engine is found by its name, and by the id that the engine gave it', async () => {
  await expect(
    idsOf(
      planned('docker_volume', { name: 'kafka-authority' }),
      planned('docker_network', { name: 'kafka-clients' }),
      planned('docker_container', { name: 'kafka-broker-1' }),
      planned('docker_container', { name: 'kafka-keytool' }),
      planned('docker_image', { name: 'kafka-image' }),
    ),
  ).resolves.toEqual(['kafka-authority', 'id-clients', 'id-broker', 'id-keytool', 'kafka-image']);
});

test('what is not there, has failed, is another provider’s or of a kind that nobody knows is not found', async () => {
  await expect(
    idsOf(
      planned('docker_volume', { name: 'kafka-broker-1-data' }),
      planned('docker_container', { name: 'kafka-configure' }),
      planned('docker_container', { name: 'kafka-broker-1' }, 'own'),
      planned('random_password', { name: 'kafka-authority' }),
    ),
  ).resolves.toEqual([]);
});

test('what is on the brokers has the ids that its provider makes', async () => {
  const rule = {
    ...{ acl_principal: 'User:user1', acl_host: '*', acl_operation: 'Read', acl_permission_type: 'Allow' },
    ...{ resource_type: 'Topic', resource_name: 'orders', resource_pattern_type_filter: 'Prefixed' },
  };
  await expect(
    idsOf(
      planned('kafka_topic', { name: 'orders' }),
      planned('kafka_acl', rule),
      planned('kafka_quota', { entity_type: 'user', entity_name: 'user1' }),
      planned('kafka_quota', { entity_type: 'client-id' }),
      planned('kafka_user_scram_credential', { username: 'user1', scram_mechanism: 'SCRAM-SHA-512' }),
    ),
  ).resolves.toEqual([
    'orders',
    'User:user1|*|Read|Allow|Topic|orders|Prefixed',
    'user1|user',
    'entity-default|client-id',
    'user1|SCRAM-SHA-512',
  ]);
});

test('what runs when commands have ended is not taken up where the state has the commands alone: they were cut off', async () => {
  const volume = planned('docker_volume', { name: 'kafka-authority' });
  const own = (name: string): PlannedResource => ({
    ...planned('terraform_data', {}),
    address: `terraform_data.${name}`,
  });
  await expect(idsOf(volume, own('kafka-issued-confirmed'))).resolves.toEqual(['kafka-authority']);
  await expect(idsOf(volume, own('kafka-issued'), own('kafka-issued-confirmed'))).resolves.toHaveLength(3);
});

test('a password is written again by the next deployment unless it is known to let its user in', async () => {
  const credential = (username: string, scram_mechanism: string): PlannedResource =>
    planned('kafka_user_scram_credential', { username, scram_mechanism, password_wo_version: '1' });
  const standing = await standingOf(seen, [
    credential('user1', 'SCRAM-SHA-512'),
    credential('user1', 'SCRAM-SHA-256'),
    credential('user2', 'SCRAM-SHA-512'),
  ]);
  expect(standing.map(({ otherwise }) => otherwise)).toEqual([
    undefined,
    { password_wo_version: null },
    { password_wo_version: null },
  ]);
});

test('a former password that is kept has the version that is declared, whomever it lets in: it is never written again', async () => {
  const users = manifest.users
    .filter(({ name }) => name === 'user1')
    .map((user) => ({ ...user, name: 'user2', passwordVersion: 2, former: 'SCRAM-SHA-512' as const }));
  const credential = (scram_mechanism: string, password_wo_version: string): PlannedResource =>
    planned('kafka_user_scram_credential', { username: 'user2', scram_mechanism, password_wo_version });
  const standing = await standingOf({ ...seen, manifest: { ...manifest, users } }, [
    credential('SCRAM-SHA-512', '1'),
    credential('SCRAM-SHA-256', '2'),
  ]);
  expect(standing.map(({ otherwise }) => otherwise)).toEqual([undefined, { password_wo_version: null }]);
});

test('what stands for nothing outside of a state is taken up with the rest, and not without', async () => {
  const own = planned('terraform_data', { input: 'a' });
  await expect(idsOf(own)).resolves.toEqual([]);
  await expect(idsOf(own, planned('docker_volume', { name: 'kafka-authority' }))).resolves.toHaveLength(2);
});
