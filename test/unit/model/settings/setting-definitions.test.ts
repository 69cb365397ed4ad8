import { type GivenSettings, SettingDefinitions } from '../../../../model/settings/setting-definitions';
import type { Properties } from '../../../../model/formats/properties';
import { KafkaVersion } from '../../../../model/units/version';
import { type Advice, formatViolation, type Violation } from '../../../../model/violation';

const settings = SettingDefinitions.of(KafkaVersion.V3_9_2);
const broker = (given: GivenSettings): readonly (Violation | Advice)[] => settings.brokerViolations('Kafka', given);
const topic = (given: GivenSettings, beside: GivenSettings = {}): readonly (Violation | Advice)[] =>
  settings.topicViolations('orders', given, beside);
const codesOf = (violations: readonly Violation[]): readonly string[] => violations.map(({ code }) => code);

describe('a broker property', () => {
  test.each<[string, GivenSettings]>([
    ['for ever, as Kafka writes it', { 'log.retention.ms': -1 }],
    ['for ever, in hours', { 'log.retention.hours': '-1' }],
    ['the largest number that Kafka holds, as a text', { 'log.retention.ms': '9223372036854775807' }],
    ['the largest number that Kafka holds, as a bigint', { 'log.retention.ms': 9_223_372_036_854_775_807n }],
    ['a number that JavaScript holds', { 'log.retention.ms': Number.MAX_SAFE_INTEGER }],
    ['a number with blanks and a sign, which Java reads', { 'num.io.threads': ' +8 ' }],
    ['a boolean', { 'log.preallocate': true }],
    ['a boolean as a text', { 'log.preallocate': 'TRUE' }],
    ['a decimal', { 'log.cleaner.min.cleanable.ratio': '.5e0' }],
    ['a list', { 'log.cleanup.policy': 'compact , delete' }],
    ['a word in another case, where Kafka takes that', { 'group.consumer.migration.policy': 'Upgrade' }],
    ['a release by its line', { 'inter.broker.protocol.version': '3.8' }],
    ['a release by its patch', { 'inter.broker.protocol.version': '3.8.1' }],
    ['a level that stands apart from its range', { 'compression.gzip.level': -1 }],
    ['a class, which only a broker can look for', { 'create.topic.policy.class.name': 'org.example.Policy' }],
    ['a value that stands elsewhere', { 'num.io.threads': '${file:/run/threads.properties:io}' }],
    ['a listener’s own', { 'listener.name.client.max.connections': 5 }],
    [
      'that of a mechanism on a listener',
      { 'listener.name.client.plain.sasl.jaas.config': 'org.example.Login required;' },
    ],
    ['a configuration provider’s', { 'config.providers.vault.param.address': 'https://vault.example.org' }],
    ['a tiered store’s', { 'rsm.config.bucket': 'records' }],
    ['what the metrics’ own reporter reads', { 'metrics.jmx.exclude': 'kafka.log.*' }],
    ['what the authorizer reads by itself', { 'super.users': 'User:admin' }],
    ['nothing', { 'log.retention.ms': undefined }],
  ])('may be %s: %j', (_, given) => {
    expect(broker(given)).toEqual([]);
  });

  test.each<[string, string, GivenSettings]>([
    ['SettingOutOfRange', 'nothing is kept for no time', { 'log.retention.ms': 0 }],
    ['SettingOutOfRange', 'a thread is needed', { 'num.io.threads': 0 }],
    ['SettingOutOfRange', 'Java’s int ends', { 'message.max.bytes': 2_147_483_648 }],
    ['SettingOutOfRange', 'Java’s long ends', { 'log.retention.ms': '9223372036854775808' }],
    ['SettingOutOfRange', 'threads are whole', { 'num.io.threads': 1.5 }],
    ['SettingOutOfRange', 'a share is at most 1', { 'log.cleaner.min.cleanable.ratio': 1.1 }],
    ['SettingOutOfRange', 'a level has its range', { 'compression.gzip.level': 10 }],
    ['SettingMalformed', 'a word is no number', { 'num.io.threads': 'many' }],
    ['SettingMalformed', 'a unit is no number', { 'log.retention.ms': '7d' }],
    ['SettingMalformed', 'no number is none', { 'num.io.threads': Number.NaN }],
    ['SettingMalformed', 'a boolean is no number', { 'num.io.threads': true }],
    ['SettingMalformed', 'nothing is no number', { 'num.io.threads': '' }],
    ['SettingMalformed', 'a number is no boolean', { 'log.preallocate': 1 }],
    ['SettingMalformed', 'yes is no boolean', { 'log.preallocate': 'yes' }],
    ['SettingMalformed', 'a release has to be there yet', { 'inter.broker.protocol.version': '4.0' }],
    ['SettingMalformed', 'an address has a number', { 'max.connections.per.ip.overrides': '127.0.0.1' }],
    ['SettingMalformed', 'an address has no slip in it', { 'max.connections.per.ip.overrides': 'a:1,10.0.0.310:5' }],
    ['SettingValueUnknown', 'Kafka knows its codecs', { 'compression.type': 'brotli' }],
    ['SettingValueUnknown', 'case counts', { 'compression.type': 'GZIP' }],
    ['SettingValueUnknown', 'each of a list is judged', { 'log.cleanup.policy': 'delete,shrink' }],
    ['SettingInexact', 'JavaScript rounds it', { 'log.retention.ms': Number('9223372036854775807') }],
    ['SettingInexact', 'JavaScript rounds it', { 'log.retention.ms': -(2 ** 53) }],
    ['SettingOutOfRange', 'one is held against another’s default', { 'replica.lag.time.max.ms': 499 }],
    ['SettingOutOfRange', 'a listener’s own is judged too', { 'listener.name.client.max.connections': -1 }],
  ])('fails with %s, as %s: %j', (code, _, given) => {
    expect(codesOf(broker(given))).toEqual([code]);
  });

  test('is held against what is set beside it', () => {
    const least = { 'replica.fetch.wait.max.ms': 100 };
    expect(broker({ ...least, 'replica.lag.time.max.ms': 200 })).toEqual([]);
    expect(settings.brokerViolations('Kafka', { 'replica.lag.time.max.ms': 200 }, least)).toEqual([]);
    expect(broker({ 'max.connections.per.ip': 0, 'max.connections.per.ip.overrides': '127.0.0.1:5,[::1]:3' })).toEqual(
      [],
    );
  });

  test('is named with its rule, the value and what to do', () => {
    expect(broker({ 'log.cleaner.threads': -1, 'log.retention.ms': 1e20 }).map(formatViolation)).toEqual([
      '[SettingOutOfRange] Kafka: log.cleaner.threads must be a whole number from 0 to 2147483647, got -1; ' +
        'correct it, or leave it out for Kafka’s default',
      '[SettingInexact] Kafka: log.retention.ms must be a number that JavaScript holds exactly, from -(2^53 - 1) to 2^53 - 1, ' +
        'got 100000000000000000000; give it as a text or a bigint',
    ]);
  });

  test('that is a password is not shown', () => {
    expect(broker({ 'ssl.key.password': Number('9223372036854775807') })).toEqual([
      expect.not.objectContaining({ value: expect.anything() as unknown }),
    ]);
  });

  test.each([
    ['log.retension.ms', 'log.retention.ms'],
    ['retention.ms', 'log.retention.ms'],
    ['logRetentionMs', 'log.retention.ms'],
    ['max.message.bytes', 'message.max.bytes'],
    ['listener.name.client.max.connection', 'listener.name.client.max.connections'],
  ])('%s, which nobody reads, is advised to be %s', (name, nearest) => {
    expect(broker({ [name]: 1 })).toEqual([
      expect.objectContaining({
        code: 'BrokerPropertyUnknown',
        value: name,
        remedy: `say ${nearest}, if that is what is meant`,
        unwise: true,
      }),
    ]);
  });

  test('that is like no other is advised to be left out', () => {
    expect(broker({ 'cruise.control.metrics.topic': 'metrics' })).toEqual([
      expect.objectContaining({ code: 'BrokerPropertyUnknown', remedy: 'correct it, or leave it out' }),
    ]);
  });

  test('may be one that a plugin reads, unless it looks like a slip of the pen', () => {
    const plugin = { 'metric.reporters': 'com.linkedin.kafka.cruisecontrol.CruiseControlMetricsReporter' };
    expect(broker({ ...plugin, 'cruise.control.metrics.topic': 'metrics' })).toEqual([]);
    expect(codesOf(broker({ ...plugin, 'num.io.thread': 8 }))).toEqual(['BrokerPropertyUnknown']);
  });
});

describe('a broker property that Kafka takes', () => {
  const adviceOf = (given: GivenSettings, beside: Properties = {}): readonly string[] =>
    settings.brokerViolations('Kafka', given, beside).map(({ code, rule }) => `${code}: ${rule}`);

  test.each<[string, GivenSettings]>([
    ['group.max.session.timeout.ms', { 'group.max.session.timeout.ms': 5000 }],
    ['group.max.session.timeout.ms', { 'group.min.session.timeout.ms': 10, 'group.max.session.timeout.ms': 9 }],
    ['socket.request.max.bytes', { 'message.max.bytes': 200 * 2 ** 20, 'log.segment.bytes': 2 ** 30 }],
    ['log.segment.bytes', { 'log.segment.bytes': 65_536 }],
    [
      'log.cleaner.max.compaction.lag.ms',
      { 'log.cleaner.max.compaction.lag.ms': 5, 'log.cleaner.min.compaction.lag.ms': 6 },
    ],
    ['offsets.commit.required.acks', { 'offsets.commit.required.acks': 1 }],
    ['num.replica.fetchers', { 'num.replica.fetchers': '0' }],
    ['max.connections', { 'max.connections': 0 }],
    ['producer.id.expiration.ms', { 'producer.id.expiration.ms': 119_999 }],
    ['controlled.shutdown.enable', { 'controlled.shutdown.enable': false }],
    ['log.cleaner.enable', { 'log.cleaner.enable': ' FALSE ' }],
    ['delete.topic.enable', { 'delete.topic.enable': 'false' }],
  ])('is advised against where it undoes what a cluster is for: %s in %j', (name, given) => {
    expect(adviceOf(given)).toEqual([expect.stringMatching(new RegExp(`^SettingUnwise: ${name} should be `))]);
  });

  test.each<GivenSettings>([
    { 'group.max.session.timeout.ms': 6000 },
    { 'offsets.commit.required.acks': -1 },
    { 'num.replica.fetchers': 1 },
    { 'log.segment.bytes': 1_048_588 },
    { 'producer.id.expiration.ms': 120_000 },
    { 'controlled.shutdown.enable': true },
    { 'log.cleaner.enable': undefined },
  ])('goes without a word as %j', (given) => {
    expect(adviceOf(given)).toEqual([]);
  });

  test('of a listener is advised to be one of a listener that there is, in lower case', () => {
    const beside = { 'listener.security.protocol.map': 'REPLICATION:SSL,SCRAM_INSIDE:SASL_SSL' };
    expect(adviceOf({ 'listener.name.scram_inside.max.connections': 5 }, beside)).toEqual([]);
    for (const name of ['SCRAM_INSIDE', 'scram-inside', 'scram']) {
      expect(broker({ [`listener.name.${name}.max.connections`]: 5 })).toEqual([]);
      expect(
        settings.brokerViolations('Kafka', { [`listener.name.${name}.max.connections`]: 5 }, beside),
      ).toMatchObject([
        {
          code: 'BrokerPropertyUnknown',
          remedy: 'there are replication, scram_inside; correct it, or leave it out',
          unwise: true,
        },
      ]);
    }
  });

  test('is advised against as a secret that everyone may read, and goes where only brokers look it up', () => {
    expect(broker({ 'delegation.token.secret.key': 'hunter2' })).toMatchObject([
      { code: 'SettingSecret', unwise: true },
    ]);
    expect(JSON.stringify(broker({ 'delegation.token.secret.key': 'hunter2' }))).not.toContain('hunter2');
    expect(broker({ 'delegation.token.secret.key': '${vault:kafka:token}' })).toEqual([]);
    const login = 'listener.name.client.plain.sasl.jaas.config';
    expect(broker({ [login]: 'org.example.Login required password="hunter2";' })).toMatchObject([
      { code: 'SettingSecret' },
    ]);
    expect(broker({ [login]: 'org.example.Login required password="${vault:kafka:login}";' })).toEqual([]);
  });
});

describe('a topic’s configuration', () => {
  test.each<GivenSettings>([
    { 'retention.ms': -1 },
    { 'retention.ms': '9223372036854775807' },
    { 'retention.ms': 9_223_372_036_854_775_807n },
    { 'leader.replication.throttled.replicas': '*' },
    { 'leader.replication.throttled.replicas': '0:1,1:2' },
    { 'cleanup.policy': 'compact,delete' },
    { 'remote.log.copy.disable': false },
    { 'min.compaction.lag.ms': 5, 'max.compaction.lag.ms': 5 },
  ])('may hold %j', (given) => {
    expect(topic(given)).toEqual([]);
  });

  test.each<[string, GivenSettings]>([
    ['SettingInexact', { 'retention.ms': Number('9223372036854775807') }],
    ['SettingOutOfRange', { 'retention.ms': -2 }],
    ['SettingOutOfRange', { 'segment.bytes': 13 }],
    ['SettingOutOfRange', { 'min.compaction.lag.ms': 6, 'max.compaction.lag.ms': 5 }],
    ['SettingMalformed', { 'segment.bytes': '1GiB' }],
    ['SettingMalformed', { 'retention.ms': '${file:/run/topic.properties:retention}' }],
    ['SettingMalformed', { 'leader.replication.throttled.replicas': 'all' }],
    ['SettingValueUnknown', { 'message.timestamp.type': 'createTime' }],
    ['TopicConfigUnknown', { 'log.retention.ms': 1 }],
  ])('fails with %s for %j', (code, given) => {
    expect(codesOf(topic(given))).toEqual([code]);
  });

  test('is advised against where its largest batches find no place, by itself or beside what brokers say', () => {
    const small = { 'segment.bytes': 65_536 };
    const unwise = [{ code: 'SettingUnwise', unwise: true }];
    expect(topic(small)).toMatchObject(unwise);
    expect(topic({ ...small, 'max.message.bytes': 65_536 })).toEqual([]);
    expect(topic(small, { 'max.message.bytes': 1024 })).toEqual([]);
    const large = { 'max.message.bytes': 2 ** 21, 'segment.bytes': 2 ** 30 };
    expect(topic(large, { 'socket.request.max.bytes': 2 ** 20 })).toMatchObject(unwise);
    expect(topic(large, { 'socket.request.max.bytes': 2 ** 21 })).toEqual([]);
  });

  test('is written as Kafka shows it, from which it would differ for ever otherwise', () => {
    const written = {
      'retention.ms': ' +0604800000 ',
      'unclean.leader.election.enable': ' TRUE',
      'cleanup.policy': 'compact , delete',
      'min.cleanable.dirty.ratio': 1,
      'compression.type': ' lz4 ',
      'flush.ms': 9_223_372_036_854_775_807n,
      'vendor.tier': ' cold ',
      'segment.bytes': 'many',
      'flush.messages': undefined,
    };
    expect(settings.topicTexts(written)).toEqual({
      'retention.ms': '604800000',
      'unclean.leader.election.enable': 'true',
      'cleanup.policy': 'compact,delete',
      'min.cleanable.dirty.ratio': '1.0',
      'compression.type': 'lz4',
      'flush.ms': '9223372036854775807',
      'vendor.tier': ' cold ',
      'segment.bytes': 'many',
    });
    const ratio = (value: string): string | undefined =>
      settings.topicTexts({ 'min.cleanable.dirty.ratio': value })['min.cleanable.dirty.ratio'];
    expect(['0', '.50', '1e-4', '0.001', '0.00012'].map(ratio)).toEqual(['0.0', '0.5', '1.0E-4', '0.001', '1.2E-4']);
  });

  test('fails with the name that was meant', () => {
    expect(topic({ 'log.retention.ms': 1 })[0]?.remedy).toMatch(
      /^say retention\.ms, if that is what is meant, or let it/,
    );
    expect(topic({ 'vendor.tier': 'cold' })[0]?.remedy).toMatch(/^correct the name, or let it/);
  });
});

describe('a version', () => {
  const of = (version: string): SettingDefinitions => SettingDefinitions.of(KafkaVersion.of(version));

  test('knows what its line has, and no more', () => {
    const given = { 'remote.log.copy.disable': true };
    expect(of('3.9.0').topicViolations('orders', given)).toEqual([]);
    expect(codesOf(of('3.8.1').topicViolations('orders', given))).toEqual(['TopicConfigUnknown']);
    expect(codesOf(of('3.7.2').brokerViolations('Kafka', { 'compression.gzip.level': 5 }))).toEqual([
      'BrokerPropertyUnknown',
    ]);
  });

  test('has lost what its line has lost', () => {
    const given = { 'message.format.version': '3.0' };
    expect(of('3.9.2').topicViolations('orders', given)).toEqual([]);
    expect(codesOf(of('4.0.0').topicViolations('orders', given))).toEqual(['TopicConfigUnknown']);
  });

  test('takes what its line takes', () => {
    const given = { 'inter.broker.protocol.version': '3.9' };
    expect(of('3.9.2').brokerViolations('Kafka', given)).toEqual([]);
    expect(codesOf(of('3.8.1').brokerViolations('Kafka', given))).toEqual(['SettingMalformed']);
  });

  test('beyond the newest line is judged by that', () => {
    expect(of('5.0.0')).toBe(of('4.1.1'));
  });
});
