import { DriftIgnore, Principal, QuotaEntity, Size, ValidationError } from '../../../../constructs';
import { synthesize } from '../../fixtures/synth';

describe('what others answer for', () => {
  test('is in the manifest, with the principals that are declared to be made elsewhere', () => {
    const driftIgnore = [
      DriftIgnore.usersWithPrefix('team-b-'),
      DriftIgnore.topic('legacy'),
      DriftIgnore.topicsWithPrefix('streams-'),
      DriftIgnore.topicSetting('leader.replication.throttled.replicas'),
      DriftIgnore.brokerSetting('log.cleaner.threads'),
      DriftIgnore.clientId('importer'),
      DriftIgnore.ipAddress('10.0.0.7'),
      DriftIgnore.user('CN=x,O=y'),
    ];
    const { manifest } = synthesize({ driftIgnore }, (resources) => {
      const topic = resources.addTopic('orders', { partitions: 1 });
      topic.grantProduce(Principal.external('billing'));
      topic.grantDescribe(Principal.everyone());
    });
    expect(manifest.ignored.map(({ kind, name, prefixed }) => `${kind} ${name}${prefixed ? '*' : ''}`)).toEqual([
      'user team-b-*',
      'topic legacy',
      'topic streams-*',
      'topic-setting leader.replication.throttled.replicas',
      'broker-setting log.cleaner.threads',
      'client-id importer',
      'ip 10.0.0.7',
      'user CN=x,O=y',
      'user billing',
    ]);
  });

  test('are not the quotas that are declared here, which are in the manifest too', () => {
    const { manifest } = synthesize({}, (resources) => {
      resources.addQuota(QuotaEntity.everyUser(), { requestPercentage: 50 });
      resources.addUser('limited', { quota: { producePerSecond: Size.mebibytes(1) } });
    });
    expect(manifest.quotas).toEqual([
      { type: 'user', limits: { request_percentage: 50 } },
      { type: 'user', name: 'limited', limits: { producer_byte_rate: 1_048_576 } },
    ]);
    expect(manifest.users.find(({ name }) => name === 'limited')).toMatchObject({ iterations: 8192 });
  });

  test.each([
    ['everyone', () => DriftIgnore.user('*')],
    ['a principal with its type', () => DriftIgnore.user('User:billing')],
    ['every topic', () => DriftIgnore.topicsWithPrefix('')],
    ['a pattern of topics', () => DriftIgnore.topic('legacy-*')],
    ['a pattern of settings', () => DriftIgnore.brokerSetting('log.cleaner.*')],
    ['a name with a blank at its end', () => DriftIgnore.topic('a ')],
  ])('fails to be %s', (_, make) => {
    expect(make).toThrow(ValidationError);
    expect(make).toThrow('[DriftIgnoreIllegal]');
  });
});

test('a broker’s settings and file are in the manifest as they were rendered', () => {
  const { manifest, base } = synthesize({ brokerProperties: { 'log.cleaner.threads': 2 } });
  const [broker] = manifest.brokers;
  expect(broker?.settings).toMatchObject({ 'auto.create.topics.enable': 'false', 'log.cleaner.threads': '2' });
  expect(JSON.stringify(base)).toContain(broker?.file);
  expect(broker?.published).toHaveLength(manifest.listeners.filter(({ scope }) => scope === 'published').length);
});
