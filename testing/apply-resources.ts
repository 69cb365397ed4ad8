import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  type Kafka,
  ResourcePatternTypes,
} from 'kafkajs';
import type { ClusterManifest } from '../model/manifest/manifest';
import { Duration } from '../model/units/duration';
import { addressesOf } from '../runtime/credentials/listener-choice';
import { askAnyBroker } from '../runtime/kafka/administrator-connection';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import {
  ALTER_SCRAM_CREDENTIALS,
  alterScramCredentials,
  refuseUnalteredCredentials,
} from '../runtime/protocol/alter-scram-credentials';
import { exchange } from '../runtime/protocol/kafka-request';
import { until } from '../runtime/wait';

/** Makes a new cluster's topics, users and rules, as its manifest says. */
export async function applyResources(
  manifest: ClusterManifest,
  { kafka, clients, passwords }: { readonly kafka: Kafka; readonly clients: string; readonly passwords: Passwords },
): Promise<void> {
  await Promise.all([
    withAdmin(kafka, async (admin) => {
      await Promise.all([makeTopics(admin, manifest), makeRules(admin, manifest), awaitGroups(admin)]);
    }),
    makePasswords(manifest, clients, passwords),
  ]);
}

/** Passwords of the users who log in by one, by their names. */
export type Passwords = Readonly<Record<string, string>>;

async function makeTopics(admin: Admin, { topics }: ClusterManifest): Promise<void> {
  if (topics.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: topics.map(({ name, partitions, replicationFactor, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
  }
}

/** A word of a rule as the client's own lists have it: `DescribeConfigs` as `DESCRIBE_CONFIGS`. */
const inCapitals = (word: string): string => word.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** A word's number in one of the client's lists; every word that a rule may have is there. */
const numberIn = <T extends object>(list: T, word: string): T[keyof T] => list[inCapitals(word) as keyof T];

async function makeRules(admin: Admin, { rules }: ClusterManifest): Promise<void> {
  if (rules.length > 0) {
    await admin.createAcls({
      acl: rules.map(({ resourceType, resourceName, pattern, principal, host, operation, permission }) => ({
        resourceType: numberIn(AclResourceTypes, resourceType),
        resourceName,
        resourcePatternType: numberIn(ResourcePatternTypes, pattern),
        principal,
        host,
        operation: numberIn(AclOperationTypes, operation),
        permissionType: numberIn(AclPermissionTypes, permission),
      })),
    });
  }
}

/** The first group of all has Kafka make the topic of offsets, and is refused until that is there: no test should wait for it. */
async function awaitGroups(admin: Admin): Promise<void> {
  await until(async () => (await admin.fetchOffsets({ groupId: 'cdktf-kafka', topics: [] })).length >= 0, {
    within: Duration.seconds(60),
    awaiting: 'the coordinator of consumer groups',
  });
}

async function makePasswords(manifest: ClusterManifest, clients: string, passwords: Passwords): Promise<void> {
  const credentials = manifest.users.flatMap(({ name, mechanisms, iterations = 4096 }) => {
    const password = passwords[name];
    return password === undefined
      ? []
      : mechanisms.map((mechanism) => ({ user: name, mechanism, iterations, password }));
  });
  const listener = manifest.listeners.find(
    ({ scope, clientCertificate }) => scope === 'published' && clientCertificate,
  );
  if (credentials.length > 0 && listener !== undefined) {
    const body = await alterScramCredentials(credentials);
    await askAnyBroker(
      { manifest, clients },
      addressesOf(manifest, listener),
      async (frames) => {
        refuseUnalteredCredentials(await exchange(frames, 'cdktf-kafka', ALTER_SCRAM_CREDENTIALS, body));
      },
      'no broker took the users’ passwords',
    );
  }
}
