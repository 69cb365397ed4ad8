import { lossesIn } from '../../../../cli/guard/loss';
import { resourceChangesIn, type ResourceChange } from '../../../../runtime/terraform/plan-contents';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const change = (type: string, actions: readonly string[], before: object = {}, after?: object): ResourceChange => ({
  address: `${type}.one`,
  mode: 'managed',
  type,
  change: { actions: [...actions], before: { ...before }, ...(after && { after: { ...after } }) },
});
const whatIn = (...changes: readonly ResourceChange[]): readonly string[] =>
  lossesIn('stack', changes).map(({ what }) => what);

describe('What a plan destroys for good', () => {
  test('is named by what it is in Kafka or on the engine, and said to be replaced where that is planned', () => {
    expect(
      lossesIn('kafka-resources', [
        change('kafka_topic', ['delete'], { name: 'orders' }),
        change('kafka_user_scram_credential', ['delete'], { username: 'billing', scram_mechanism: 'SCRAM-SHA-256' }),
        change('docker_volume', ['delete', 'create'], { name: 'kafka-broker-1-data' }),
        change('docker_volume', ['create', 'delete'], { name: 'kafka-authority' }),
      ]),
    ).toEqual([
      {
        stack: 'kafka-resources',
        address: 'kafka_topic.one',
        replaced: false,
        what: 'topic orders with its records',
      },
      {
        stack: 'kafka-resources',
        address: 'kafka_user_scram_credential.one',
        replaced: false,
        what: 'login of user billing by SCRAM-SHA-256',
      },
      {
        stack: 'kafka-resources',
        address: 'docker_volume.one',
        replaced: true,
        what: 'volume kafka-broker-1-data with all that is in it',
      },
      {
        stack: 'kafka-resources',
        address: 'docker_volume.one',
        replaced: true,
        what: 'volume kafka-authority with the authorities that signed every certificate',
      },
    ]);
  });

  test('is a topic that would get fewer partitions, which is made anew', () => {
    const replaced = (partitions: number): readonly string[] =>
      whatIn(
        change('kafka_topic', ['delete', 'create'], { name: 'orders', partitions: 6 }, { name: 'orders', partitions }),
      );
    expect(replaced(3)).toEqual(['topic orders with its records, for 3 partitions instead of 6']);
    expect(replaced(6)).toEqual(['topic orders with its records']);
  });

  test('is nothing that the next deployment makes again as it was', () => {
    const types = ['docker_container', 'docker_image', 'docker_network', 'terraform_data', 'kafka_acl', 'kafka_quota'];
    expect(whatIn(...types.map((type) => change(type, ['delete', 'create'])))).toEqual([]);
  });

  test.each([[['create']], [['update']], [['no-op']], [['read']], [['forget']]])('is nothing by %j', (actions) => {
    expect(whatIn(change('kafka_topic', actions, { name: 'orders' }))).toEqual([]);
  });

  test('is every kind of resource of which nobody here knows what it holds', () => {
    expect(whatIn(change('tls_private_key', ['delete']), change('kafka_composite', ['delete', 'create']))).toEqual([
      'tls_private_key, of which nothing is known here',
      'kafka_composite, of which nothing is known here',
    ]);
  });

  test('is no login that is written anew with the same password, and one that is given to somebody else', () => {
    const before = { username: 'billing', scram_mechanism: 'SCRAM-SHA-256', scram_iterations: 4096 };
    const replaced = (after: object): readonly string[] =>
      whatIn(change('kafka_user_scram_credential', ['delete', 'create'], before, { ...before, ...after }));
    expect(replaced({ scram_iterations: 8192 })).toEqual([]);
    expect(replaced({ username: 'shipping' })).toEqual(['login of user billing by SCRAM-SHA-256']);
    expect(replaced({ scram_mechanism: 'SCRAM-SHA-512' })).toEqual(['login of user billing by SCRAM-SHA-256']);
  });

  test('is no data source that is read again', () => {
    expect(lossesIn('stack', [{ ...change('kafka_topic', ['delete']), mode: 'data' }])).toEqual([]);
  });

  test.each([
    [
      'without-topic-and-login',
      {
        'kafka_topic.grd-topic1': 'topic topic1 with its records',
        'kafka_user_scram_credential.grd-user1-SCRAM-SHA-256': 'login of user user1 by SCRAM-SHA-256',
      },
    ],
    [
      'another-authority',
      {
        'docker_volume.grd-authority': 'volume grd-authority with the authorities that signed every certificate',
      },
    ],
  ])('is found in a plan that Terraform made (%s)', (name, losses) => {
    const changes = resourceChangesIn(readFileSync(join(__dirname, 'plans', `${name}.json`), 'utf8'));
    expect(Object.fromEntries(lossesIn('stack', changes).map(({ address, what }) => [address, what]))).toEqual(losses);
  });
});
