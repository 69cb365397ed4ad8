import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack, Testing } from 'cdktf';
import { declarationText } from '../../../../cli/import/declaration-text';
import { type Importable, importable } from '../../../../cli/import/importable';
import { KafkaCluster, type KafkaResources } from '../../../../constructs';
import { templateText } from '../../../../model/formats/terraform-template';
import type { ManifestRule } from '../../../../model/manifest/manifest';
import { ruleText } from '../../../../model/resources/complete-acl-rule';
import { loginId, quotaId, ruleId } from '../../../../model/resources/provider-ids';
import type { ClusterContents, DescribedQuota, ExistingTopic } from '../../../../proof';
import { CONFIG_SOURCES, quotaInWords } from '../../../../proof';
import { randomFrom } from '../../../../proof/context/random';
import { asRules } from '../../../../proof/verification/declared-rule';
import { contentsOf, credentialOf, ruleOf, TARGET, topicOf } from './made-up-contents';

const PROJECT = path.join(__dirname, '..', '..', '..', '..');
const textOf = (found: Importable, from: string): string => declarationText(found, { from, declared: new Set() });

const folder = mkdtempSync(path.join(tmpdir(), 'import-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Attributes = Readonly<Record<string, unknown>>;

/** What is declared, as Terraform is told. */
interface Declared {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
}

/** What Terraform gets when the text is run as the program that it is. */
function declaredBy(text: string, name: string): Declared {
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, text);
  const { ImportedResources } = jest.requireActual<{ readonly ImportedResources: typeof KafkaResources }>(file);
  const outdir = path.join(folder, name);
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  const stack = new TerraformStack(app, 'resources');
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', {
    ...{ name: 'prod', bootstrapServers: ['kafka-1.example.org:9093'], brokerCount: 3 },
  });
  new ImportedResources(stack, 'Imported', { cluster, importExisting: true });
  app.synth();
  return JSON.parse(readFileSync(path.join(outdir, 'stacks', 'resources', 'cdk.tf.json'), 'utf8')) as Declared;
}

/** Texts that Terraform is given are templates. */
const plain = (value: unknown): string => templateText(String(value));

/** What is declared, in one line each, by the kafka provider's ids. */
function linesOf({ resource = {} }: Declared): readonly string[] {
  const all = (type: string): readonly Attributes[] => Object.values(resource[type] ?? {});
  const maps = (map: unknown): string =>
    JSON.stringify(
      Object.entries(map as Attributes)
        .map(([key, value]) => [key, plain(value)])
        .sort(),
    );
  return [
    ...all('kafka_topic').map(
      ({ name, partitions, replication_factor: factor, config }) =>
        `topic ${plain(name)} ${String(partitions)} ${String(factor)} ${maps(config)}`,
    ),
    ...all('kafka_user_scram_credential').map(
      ({ username, scram_mechanism: mechanism, scram_iterations: iterations, password_wo_version: version }) =>
        `login ${loginId(plain(username), plain(mechanism))} ${String(iterations)} ${String(version)}`,
    ),
    ...all('kafka_acl').map((acl) => `rule ${aclId(acl)}`),
    ...all('kafka_quota').map(
      ({ entity_type: type, entity_name: name, config }) =>
        `quota ${quotaId(plain(type), name === undefined ? undefined : plain(name))} ${maps(config)}`,
    ),
  ].sort();
}

const aclId = (acl: Attributes): string =>
  ruleId({
    principal: plain(acl['acl_principal']),
    host: plain(acl['acl_host']),
    operation: plain(acl['acl_operation']),
    permission: plain(acl['acl_permission_type']),
    resourceType: plain(acl['resource_type']),
    resourceName: plain(acl['resource_name']),
    pattern: plain(acl['resource_pattern_type_filter']),
  });

/** By what the kafka provider finds what it imports. */
const IDS: Readonly<Partial<Record<string, (attributes: Attributes) => string>>> = {
  kafka_topic: ({ name }) => plain(name),
  kafka_user_scram_credential: ({ username, scram_mechanism: mechanism }) => loginId(plain(username), plain(mechanism)),
  kafka_acl: aclId,
};

/** The same of what stands, but for what is left out. */
function linesThatStand(
  { topics, credentials, rules, quotas }: ClusterContents,
  { leftOut }: Importable,
): readonly string[] {
  const isKept = (subject: string): boolean =>
    !leftOut.some((each) => each.subject === subject || each.subject.startsWith(`${subject}, `));
  const settings = ({ config }: ExistingTopic): string =>
    JSON.stringify(
      config
        .filter(({ source }) => source === CONFIG_SOURCES.topic)
        .map(({ name, value }) => [name, value])
        .sort(),
    );
  return [
    ...topics
      .filter(({ name }) => isKept(`topic ${name}`))
      .map(
        (topic) =>
          `topic ${topic.name} ${topic.partitions.length} ${topic.partitions[0]?.replicas.length ?? 0} ${settings(topic)}`,
      ),
    ...credentials
      .filter(({ user }) => isKept(`user ${user}`))
      .map(({ user, mechanism, iterations }) => `login ${loginId(user, mechanism)} ${iterations} undefined`),
    ...rules
      .flatMap(asRules)
      .filter((rule) => isKept(`rule ${ruleText({ ...rule, principal: { principal: rule.principal } })}`))
      .map((rule) => `rule ${ruleId(rule)}`),
    ...quotas
      .filter(({ entity }) => isKept(`quota of ${quotaInWords(entity)}`))
      .map(({ entity: [one], limits }) => {
        const values = Object.entries(limits).map(([key, value]) => [key, String(value)]);
        return `quota ${quotaId(one?.type ?? '', one?.name)} ${JSON.stringify(values.sort())}`;
      }),
  ].sort();
}

const NAMES = [
  ...['orders', 'a.b', 'a-b', 'a_b', 'A B', 'class', 'constructor', '__proto__', 'props', '1st', 'x'.repeat(249)],
  ...[
    "it's",
    '"quoted"',
    '${aws_vpc.x}',
    '%{ if true }',
    '$${x}',
    '`${x}`',
    '\\',
    '*/ // /*',
    'a|b',
    'a\nb',
    '\u202Eevil',
  ],
  ...[
    '',
    ' blank ',
    '日本',
    '\u{1F600}',
    'e\u0301',
    '\uD800',
    'CN=app,OU=x,O=y',
    '*',
    'User:x',
    '<script>',
    'a'.repeat(120),
  ],
];
const CONFIGS: Readonly<Record<string, readonly string[]>> = {
  'cleanup.policy': ['delete', 'compact', 'compact,delete'],
  'retention.ms': ['-1', '86400000', '9223372036854775807'],
  'min.insync.replicas': ['1', '2', '3'],
  'compression.type': ['zstd', 'producer'],
  'unclean.leader.election.enable': ['true', 'false'],
  'min.cleanable.dirty.ratio': ['0.5', '1.0E-4'],
  'follower.replication.throttled.replicas': ['', '0:1,1:2', '*'],
  'made.up': ['${x}', '%{x}', "it's", 'a"b', '\\n', '007', '1e3', '-0', 'true', ' padded ', '日本', '\u202E'],
};

/** Contents as somebody may have made them who knows no mercy. */
function contentsFrom(seed: number): ClusterContents {
  const random = randomFrom(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const one = <T>(all: readonly T[]): T => all[upTo(all.length)] as T;
  const some = <T>(most: number, make: () => T): readonly T[] => Array.from({ length: upTo(most + 1) }, make);
  const legal = NAMES.filter((name) => /^[a-zA-Z0-9._-]{1,249}$/.test(name));
  const unique = <T>(all: readonly T[], key: (each: T) => string): readonly T[] => [
    ...new Map(all.map((each) => [key(each), each])).values(),
  ];
  const quota = (): DescribedQuota => ({
    entity: [{ type: one(['user', 'client-id', 'ip']), name: random() < 0.2 ? undefined : one(NAMES) }],
    limits: {
      [one(['producer_byte_rate', 'consumer_byte_rate', 'controller_mutation_rate'])]: one([
        1, 1024, 1_048_576, 0.5, 1e15,
      ]),
      ...(random() < 0.5 && { request_percentage: one([12.5, 400, 1e-9]) }),
    },
  });
  return contentsOf({
    topics: unique(
      some(6, () =>
        topicOf(one(legal), {
          ...{ partitions: 1 + upTo(3), factor: 1 + upTo(3) },
          config: Object.fromEntries(
            some(4, () => one(Object.keys(CONFIGS))).map((key) => [key, one(CONFIGS[key] ?? [])]),
          ),
        }),
      ),
      ({ name }) => name,
    ),
    credentials: unique(
      some(8, () => credentialOf(one(NAMES), one(TARGET.mechanisms), one([4096, 8192, 20_000]))),
      ({ user, mechanism }) => `${user} ${mechanism}`,
    ),
    rules: unique(
      some(20, () =>
        ruleOf({
          principal: `${one(['User', 'User', 'User', 'Group'])}:${one(NAMES)}`,
          permission: one(['Allow', 'Deny']),
          operation: one(['All', 'Read', 'Write', 'Describe', 'AlterConfigs', 'ClusterAction']),
          host: one(['*', '*', '10.0.0.1', '::1', '0:0:0:0:0:0:0:1', 'kafka.example.org', '0.0.0.0']),
          ...(one([
            { resourceType: 'Cluster', resourceName: 'kafka-cluster' },
            { resourceType: 'Topic', resourceName: one(legal) },
            { resourceType: one(['Group', 'TransactionalID', 'DelegationToken']), resourceName: one(NAMES) },
          ]) satisfies Partial<ManifestRule>),
          pattern: one(['Literal', 'Prefixed']),
        }),
      ),
      (rule) => asRules(rule).map(ruleId).join(),
    ),
    quotas: unique(some(5, quota), ({ entity }) => JSON.stringify(entity)),
  });
}

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

test('a declaration says exactly what stands, but for what is left out, and imports all that its provider imports', () => {
  let compared = 0;
  for (const seed of SEEDS) {
    const contents = contentsFrom(seed);
    const found = importable(contents, TARGET);
    compared += linesThatStand(contents, found).length;
    const declared = declaredBy(textOf(found, path.join(PROJECT, 'constructs')), `seed-${seed}`);
    expect({ seed, lines: linesOf(declared) }).toEqual({ seed, lines: linesThatStand(contents, found) });

    const { resource = {} } = declared;
    const ids = Object.entries(resource).flatMap(([type, all]) =>
      Object.entries(all).flatMap(([address, attributes]): readonly (readonly [string, string])[] => {
        const id = IDS[type]?.(attributes);
        return id === undefined || (type === 'kafka_acl' && id.split('|').length !== 7)
          ? []
          : [[`${type}.${address}`, id]];
      }),
    );
    expect({ seed, ids: (declared.import ?? []).map(({ to, id }) => [to, plain(id)]).sort() }).toEqual({
      seed,
      ids: ids.sort(),
    });
  }
  expect(compared).toBeGreaterThan(5 * SEEDS.length);
});

test('a declaration is laid out as prettier has it, whatever is in it', () => {
  const texts = SEEDS.map((seed) => textOf(importable(contentsFrom(seed), TARGET), 'cdktf-kafka'));
  const script = `
    const { text } = require('node:stream/consumers');
    text(process.stdin).then(async (given) => {
      const { format } = await import('prettier');
      const options = { parser: 'typescript', ...JSON.parse(require('node:fs').readFileSync('.prettierrc.json', 'utf8')) };
      console.log(JSON.stringify(await Promise.all(JSON.parse(given).map((each) => format(each, options)))));
    });`;
  const formatted = JSON.parse(
    execFileSync(process.execPath, ['-e', script], { cwd: PROJECT, input: JSON.stringify(texts), encoding: 'utf8' }),
  ) as unknown;
  expect(texts).toEqual(formatted);
}, 600_000);

test('a declaration is TypeScript that a person could have written', () => {
  const found = importable(
    contentsOf({
      topics: [
        topicOf('orders', { partitions: 6, config: { 'retention.ms': '86400000', 'cleanup.policy': 'compact' } }),
        topicOf('audit.v1', { config: { 'min.insync.replicas': '2' } }),
      ],
      credentials: [credentialOf('billing'), credentialOf('spare', 'SCRAM-SHA-256', 8192)],
      rules: [
        ruleOf({}),
        ruleOf({ resourceType: 'Group', resourceName: 'billing-', pattern: 'Prefixed' }),
        ruleOf({ principal: 'User:CN=app,O=example', operation: 'Write', permission: 'Deny', host: '10.0.0.7' }),
        ruleOf({ principal: 'User:client', resourceName: 'audit.v1' }),
        ruleOf({ principal: 'User:*', operation: 'Describe', resourceName: '*' }),
      ],
      quotas: [
        { entity: [{ type: 'user', name: 'billing' }], limits: { producer_byte_rate: 2_097_152 } },
        { entity: [{ type: 'client-id', name: undefined }], limits: { request_percentage: 150 } },
      ],
    }),
    TARGET,
  );
  const text = declarationText(found, { from: '../../../../constructs', declared: new Set(['User:client']) });
  expect(text).toBe(readFileSync(path.join(__dirname, 'imported-resources.ts'), 'utf8'));
});
