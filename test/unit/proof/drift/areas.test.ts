import { renderProperties } from '../../../../model/formats/properties';
import { versioned } from '../../../../model/formats/versioned-file';
import type { ManifestRule, ManifestTopic } from '../../../../model/manifest/manifest';
import { loggerDeviations, settingDrift } from '../../../../proof/drift/broker-settings';
import { fileViolations } from '../../../../proof/drift/configuration-files';
import { credentialDrift } from '../../../../proof/drift/credentials';
import { certificateViolations, mechanismViolations } from '../../../../proof/drift/endpoints';
import type { DriftResult } from '../../../../proof/drift/deviation';
import { publishedViolations } from '../../../../proof/drift/ports';
import { quotaDrift } from '../../../../proof/drift/quotas';
import { ruleDrift } from '../../../../proof/drift/rules';
import { internalTopics, topicDrift, type ExistingTopic } from '../../../../proof/drift/topics';
import { CONFIG_SOURCES, type ConfigEntry, type DescribedQuota } from '../../../../proof/protocol/admin-connection';
import { asDescribed } from '../../../../proof/verification/declared-rule';
import { manifest } from '../../fixtures/manifest';

/** What was found, and whether it can be taken away. */
const found = ({ deviations }: Pick<DriftResult, 'deviations'>): readonly string[] =>
  deviations.map(
    ({ violation: { code, subject }, fix }) => `${code} ${subject}${fix === undefined ? '' : ', can be taken away'}`,
  );

describe('SCRAM credentials', () => {
  const credential = (user: string, mechanism = 'SCRAM-SHA-512', iterations = 8192) => ({
    user,
    mechanism,
    iterations,
  });
  const users = manifest.users.map((user) => (user.name === 'user1' ? { ...user, iterations: 8192 } : user));
  const own = [credential('user1', 'SCRAM-SHA-256'), credential('user1')];

  test('have no drift when they are those of the declared users', () => {
    expect(credentialDrift({ users, ignored: [] }, own)).toMatchObject({
      deviations: [],
      evidence: ['2 SCRAM credentials, all of declared users'],
    });
  });

  test('fail with a user that nobody declared, or that logs in otherwise, unless it is somebody else’s', () => {
    const all = [...own, credential('intruder'), credential('client'), credential('theirs-1', 'SCRAM-SHA-256')];
    const ignored = [{ kind: 'user', name: 'theirs-', prefixed: true }] as const;
    const drift = credentialDrift({ users, ignored }, all);
    expect(found(drift)).toEqual([
      'CredentialUndeclared user intruder, SCRAM-SHA-512, can be taken away',
      'CredentialUndeclared user client, SCRAM-SHA-512, can be taken away',
    ]);
    expect(drift.evidence.join()).toContain('left to others, as declared: user theirs-1');
  });

  test('have no drift while a former password is kept beside the present one, each by its mechanism', () => {
    const changing = users.map((user) =>
      user.name === 'user1' ? ({ ...user, mechanisms: ['SCRAM-SHA-256'], former: 'SCRAM-SHA-512' } as const) : user,
    );
    expect(credentialDrift({ users: changing, ignored: [] }, own).deviations).toEqual([]);
    expect(found(credentialDrift({ users: changing, ignored: [] }, own.slice(0, 1)))).toEqual([
      'CredentialMissing user user1, SCRAM-SHA-512',
    ]);
  });

  test('fail with one that has gone, and with one that somebody made anew', () => {
    expect(found(credentialDrift({ users, ignored: [] }, [credential('user1', 'SCRAM-SHA-512', 4096)]))).toEqual([
      'CredentialMissing user user1, SCRAM-SHA-256',
      'CredentialDiffers user user1, SCRAM-SHA-512',
    ]);
  });
});

describe('rules', () => {
  const rule: ManifestRule = {
    ...{ principal: 'User:user1', permission: 'Allow', operation: 'Read', host: '*' },
    ...{ resourceType: 'Topic', pattern: 'Literal', resourceName: 'topic1' },
  };

  test('fail for a principal that nobody declared, which can be taken away, and for one that has gone, which cannot', () => {
    const mallory = { ...rule, principal: 'User:mallory', operation: 'All', resourceName: '*' };
    expect(found(ruleDrift({ rules: [rule], ignored: [] }, [asDescribed(mallory)]))).toEqual([
      'RuleMissing rule User:user1 ALLOW READ on TOPIC LITERAL topic1 from *',
      'RuleUndeclared rule User:mallory ALLOW ALL on TOPIC LITERAL * from *, can be taken away',
    ]);
  });
});

describe('quotas', () => {
  const declared = [{ type: 'user', name: 'user1', limits: { producer_byte_rate: 1024 } }] as const;
  const user1 = { entity: [{ type: 'user', name: 'user1' }], limits: { producer_byte_rate: 1024 } };

  test('have no drift when they are the declared ones', () => {
    expect(found(quotaDrift({ quotas: declared, ignored: [] }, [user1]))).toEqual([]);
  });

  test('fail for whatever kind of entity, unless it is somebody else’s', () => {
    const actual: DescribedQuota[] = [
      { ...user1, limits: { producer_byte_rate: 1, consumer_byte_rate: 5 } },
      { entity: [{ type: 'user', name: undefined }], limits: { request_percentage: 10 } },
      {
        entity: [
          { type: 'client-id', name: 'app' },
          { type: 'user', name: 'user1' },
        ],
        limits: { producer_byte_rate: 1 },
      },
      { entity: [{ type: 'ip', name: '10.0.0.1' }], limits: { connection_creation_rate: 5 } },
      { entity: [{ type: 'client-id', name: 'theirs' }], limits: { producer_byte_rate: 1 } },
    ];
    const ignored = [{ kind: 'client-id', name: 'theirs', prefixed: false }] as const;
    expect(found(quotaDrift({ quotas: declared, ignored }, actual))).toEqual([
      'QuotaDiffers quota of user user1, producer_byte_rate',
      'QuotaUndeclared quota of user user1, consumer_byte_rate, can be taken away',
      'QuotaUndeclared quota of every user, request_percentage, can be taken away',
      'QuotaUndeclared quota of user user1 with client-id app, producer_byte_rate, can be taken away',
      'QuotaUndeclared quota of ip 10.0.0.1, connection_creation_rate, can be taken away',
    ]);
  });
});

describe('topics', () => {
  const settings = new Map([
    ['offsets.topic.num.partitions', '1'],
    ['offsets.topic.replication.factor', '3'],
    ['offsets.topic.segment.bytes', '104857600'],
  ]);
  const entry = (name: string, value: string, source: number = CONFIG_SOURCES.topic): ConfigEntry => ({
    ...{ name, value, source },
    places: [],
  });
  const existing = (name: string, ...config: ConfigEntry[]): ExistingTopic => ({
    name,
    partitions: [{ topic: name, partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] }],
    config,
  });
  const topics: readonly ManifestTopic[] = [
    { name: 't', partitions: 1, replicationFactor: 3, config: { 'min.insync.replicas': '2' }, allowed: [] },
  ];
  const own = existing('t', entry('min.insync.replicas', '2'), entry('retention.ms', '1', 5));
  const offsets = existing(
    '__consumer_offsets',
    entry('cleanup.policy', 'compact'),
    entry('compression.type', 'producer'),
    entry('segment.bytes', '104857600'),
  );
  const drift = (...there: ExistingTopic[]): DriftResult =>
    topicDrift({ topics, ignored: [], brokers: manifest.brokers }, there, settings, 'run-1');

  test('have no drift when they are the declared ones, Kafka’s own and those of the proof that looks', () => {
    expect(found(drift(own, offsets, existing('run-1-x')))).toEqual([]);
  });

  test('fail for one that nobody declared and one that has gone', () => {
    expect(found(drift(existing('stray')))).toEqual([
      'TopicMissing topic t',
      'TopicUndeclared topic stray, can be taken away',
    ]);
  });

  test('may be there undeclared where the declaration lets clients make them, and are named', () => {
    const brokers = manifest.brokers.map((broker) => ({
      ...broker,
      settings: { 'auto.create.topics.enable': 'true' },
    }));
    const made = topicDrift({ topics, ignored: [], brokers }, [own, existing('made')], settings, 'run-1');
    expect(found(made)).toEqual([]);
    expect(made.evidence.join()).toContain('left to others, as declared: topic made');
  });

  test('fail for other partitions, other copies, and a setting that nobody declared', () => {
    const other = existing('t', entry('min.insync.replicas', '2'), entry('retention.ms', '1'));
    const [partition] = other.partitions;
    const grown = {
      ...other,
      partitions: partition === undefined ? [] : [partition, { ...partition, partition: 1, replicas: [1], isr: [1] }],
    };
    expect(found(drift(grown))).toEqual([
      'PartitionsDiffer topic t',
      'ReplicationDiffers topic t, partition 1',
      'ConfigUndeclared topic t, retention.ms, can be taken away',
    ]);
  });

  test('fail where Kafka’s own differ from what Kafka makes, which can be put back', () => {
    const [policy, ...rest] = offsets.config;
    const changed = { ...offsets, config: [{ ...(policy ?? entry('', '')), value: 'delete' }, ...rest] };
    expect(found(drift(own, changed))).toEqual([
      'InternalConfigDiffers topic __consumer_offsets, cleanup.policy, can be taken away',
    ]);
    expect(internalTopics(settings).map(({ name }) => name)).toEqual(['__consumer_offsets', '__transaction_state']);
  });

  test('leave to others what is declared to be theirs, and nothing that is declared here', () => {
    const ignored = [
      { kind: 'topic', name: 'theirs-', prefixed: true },
      { kind: 'topic', name: 't', prefixed: false },
      { kind: 'topic-setting', name: 'retention.ms', prefixed: false },
      { kind: 'topic-setting', name: 'min.insync.replicas', prefixed: false },
    ] as const;
    const changed = existing('t', entry('min.insync.replicas', '1'), entry('retention.ms', '1'));
    const left = topicDrift(
      { topics, ignored, brokers: manifest.brokers },
      [changed, existing('theirs-1')],
      settings,
      'run-1',
    );
    expect(found(left)).toEqual(['ConfigDiffers topic t, min.insync.replicas']);
    expect(left.evidence.join()).toContain('left to others, as declared: topic t, retention.ms, topic theirs-1');
  });
});

describe('settings of brokers', () => {
  const broker = {
    ...manifest.brokers[0],
    id: 1,
    settings: { 'broker.id': '1', 'log.cleaner.threads': '02', 'super.users': 'a' },
  };
  const told = (name: string, value: string | undefined, source: number): ConfigEntry => ({
    ...{ name, value, source },
    places: [{ name, value, source }],
  });
  const drift = (...settings: ConfigEntry[]): DriftResult =>
    settingDrift({ ...manifest, ignored: [{ kind: 'broker-setting', name: 'theirs', prefixed: false }] }, [
      { broker: { ...broker, container: 'b', advertised: {}, published: [], file: 'f' }, settings },
    ]);

  test('have no drift when files alone give them, as declared', () => {
    expect(
      found(
        drift(
          told('log.cleaner.threads', '2', CONFIG_SOURCES.file),
          told('node.id', '1', CONFIG_SOURCES.file),
          told('super.users', undefined, CONFIG_SOURCES.file),
          told('log.segment.bytes', '1', 5),
        ),
      ),
    ).toEqual([]);
  });

  test('fail for what was set while they run, for all of them or for one, also behind another value', () => {
    const shadowed: ConfigEntry = {
      ...told('unclean.leader.election.enable', 'false', CONFIG_SOURCES.broker),
      places: [
        { name: 'unclean.leader.election.enable', value: 'false', source: CONFIG_SOURCES.broker },
        { name: 'unclean.leader.election.enable', value: 'true', source: CONFIG_SOURCES.clusterDefault },
      ],
    };
    expect(found(drift(shadowed))).toEqual([
      'SettingUndeclared broker 1, unclean.leader.election.enable, can be taken away',
      'SettingUndeclared cluster default, unclean.leader.election.enable, can be taken away',
    ]);
  });

  test('fail for what a broker was started with and nobody declared, or otherwise than declared', () => {
    expect(
      found(
        drift(told('log.cleaner.threads', '4', CONFIG_SOURCES.file), told('num.io.threads', '1', CONFIG_SOURCES.file)),
      ),
    ).toEqual(['SettingDiffers broker 1, log.cleaner.threads', 'SettingDiffers broker 1, num.io.threads']);
  });

  test('have the min.insync.replicas that a quorum keeps for all of them, as declared', () => {
    const kept = (value: string, used: Record<string, number>): readonly string[] => {
      const settings = [told('min.insync.replicas', value, CONFIG_SOURCES.clusterDefault)];
      const declared = { ...broker, container: 'b', advertised: {}, published: [], file: 'f' };
      return found(
        settingDrift(manifest, [{ broker: { ...declared, settings: { 'min.insync.replicas': '2' } }, settings }], used),
      );
    };
    const levels = { 'eligible.leader.replicas.version': 1 };
    expect(kept('2', levels)).toEqual([]);
    expect(kept('1', levels)).toEqual(['SettingDiffers cluster default, min.insync.replicas, can be taken away']);
    expect(kept('2', {})).toEqual(['SettingUndeclared cluster default, min.insync.replicas, can be taken away']);
  });

  test('leave to others what is declared to be theirs', () => {
    const left = drift(told('theirs', '1', CONFIG_SOURCES.clusterDefault));
    expect(found(left)).toEqual([]);
    expect(left.evidence.join()).toContain('left to others, as declared: cluster default, theirs');
  });

  test('fail for a logger with another level than the nearest above it has', () => {
    const logger = (name: string, value: string): ConfigEntry => told(name, value, 6);
    const loggers = [logger('root', 'INFO'), logger('kafka.request.logger', 'WARN'), logger('kafka.server.X', 'OFF')];
    expect(found({ deviations: loggerDeviations(manifest, { id: 1 }, loggers) })).toEqual([
      'LogLevelDiffers broker 1, logger kafka.server.X, can be taken away',
    ]);
  });
});

describe('a server’s configuration file', () => {
  const settings = { 'super.users': 'User:admin', listeners: 'A://b:1' };
  const { name: file, content } = versioned('b', 'properties', renderProperties(settings));
  const declared = { container: 'b', file, settings };
  const command = ['java', 'kafka.Kafka', `/mnt/shared/config/${file}`];
  const violations = (running: Parameters<typeof fileViolations>[1]): readonly string[] =>
    fileViolations(declared, running).map(({ code, subject, value }) => `${code} ${subject}: ${value ?? ''}`);

  test('has no drift when its server was started with it and it is unchanged', () => {
    expect(violations({ command, content })).toEqual([]);
  });

  test('fails for a super user that was added to it, and for what was taken out', () => {
    const changed = 'super.users=User:admin;User:mallory\n';
    expect(violations({ command, content: changed })).toEqual([
      'FileDiffers b, super.users: User:admin;User:mallory',
      'FileDiffers b, listeners: not there',
    ]);
  });

  test('fails when its server was started with another one, or with more than it', () => {
    expect(violations({ command: [...command, '--override', 'x=y'], content })).toEqual([
      `CommandDiffers b: /mnt/shared/config/${file} --override x=y`,
    ]);
    expect(violations({ command, content: undefined })).toEqual([`FileDiffers b, ${file}: no such file`]);
  });
});

describe('a listener', () => {
  test('fails with a mechanism that nobody declared for it, and without a declared one', () => {
    expect(mechanismViolations('l', ['SCRAM-SHA-512'], ['SCRAM-SHA-512'])).toEqual([]);
    expect(mechanismViolations('l', ['SCRAM-SHA-512'], ['PLAIN'])).toMatchObject([
      { code: 'MechanismUndeclared', value: 'PLAIN' },
      { code: 'MechanismMissing', value: 'PLAIN' },
    ]);
  });

  test('fails with a certificate of another authority, for another host, or that has ended', () => {
    const now = new Date('2026-01-01');
    const greeting = { issuer: 'CN=a', ends: new Date('2027-01-01'), stream: undefined as never };
    const codes = (...of: [Parameters<typeof certificateViolations>[1]]): readonly string[] =>
      certificateViolations('l', ...of, now).map(({ code }) => code);
    expect(codes(greeting)).toEqual([]);
    expect(codes({ ...greeting, untrusted: 'SELF_SIGNED_CERT_IN_CHAIN' })).toEqual(['CertificateForeign']);
    expect(codes({ ...greeting, otherHost: 'no' })).toEqual(['CertificateNamesDiffer']);
    expect(codes({ ...greeting, untrusted: 'CERT_HAS_EXPIRED', ends: now })).toEqual(['CertificateEnded']);
  });
});

describe('ports on the engine’s host', () => {
  test('fail when one is published that nobody declared, or a declared one is not', () => {
    expect(publishedViolations('b', ['127.0.0.1:1'], ['127.0.0.1:1'])).toEqual([]);
    expect(publishedViolations('b', ['127.0.0.1:1'], ['0.0.0.0:1'])).toMatchObject([
      { code: 'PublishedPortUndeclared', value: '0.0.0.0:1' },
      { code: 'PublishedPortMissing' },
    ]);
  });
});
