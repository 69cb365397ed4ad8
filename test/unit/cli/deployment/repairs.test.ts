import { repairsIn, repairText } from '../../../../cli/deployment/repairs';
import { planContents } from '../../../../runtime/terraform/plan-contents';

type Values = Readonly<Record<string, unknown>>;

const change = (address: string, actions: readonly string[], before: Values | null, after: Values | null): object => ({
  ...{ address, mode: 'managed', type: address.split('.')[0] },
  change: { actions, before, after },
});

/** A plan as Terraform tells of it. */
const repairs = (drift: readonly object[], changes: readonly object[]): readonly string[] =>
  repairsIn(planContents(JSON.stringify({ resource_drift: drift, resource_changes: changes }))).map(repairText);

describe('A deployment has put right', () => {
  test('what was gone, and is made again', () => {
    const broker = 'docker_container.kafka-broker-2';
    expect(
      repairs([change(broker, ['delete'], { name: 'a' }, null)], [change(broker, ['create'], null, { name: 'a' })]),
    ).toEqual(['container kafka-broker-2 (was gone)']);
  });

  test('a container that did not run, and is started', () => {
    const node = 'docker_container.kafka-zookeeper-1';
    expect(
      repairs(
        [change(node, ['update'], { must_run: true, exit_code: null }, { must_run: false, exit_code: 143 })],
        [change(node, ['update'], { must_run: false, exit_code: 143 }, { must_run: true, exit_code: 143 })],
      ),
    ).toEqual(['container kafka-zookeeper-1 (did not run)']);
  });

  test('what had become another, and is what it was', () => {
    const topic = 'kafka_topic.kafka-orders';
    expect(
      repairs(
        [change(topic, ['update'], { config: { a: '1' } }, { config: { a: '2' } })],
        [change(topic, ['update'], { config: { a: '2' } }, { config: { a: '1' } })],
      ),
    ).toEqual(['topic kafka-orders (had another config)']);
  });

  test('a password that was another one, which shows nowhere but in that it is written anew as asked', () => {
    const login = 'kafka_user_scram_credential.kafka-user1-SCRAM-SHA-512';
    const anew = change(login, ['delete', 'create'], { username: 'a' }, { username: 'a' });
    expect(repairs([], [{ ...anew, action_reason: 'replace_by_request' }])).toEqual([
      'login kafka-user1-SCRAM-SHA-512 (had another password)',
    ]);
    // One that had failed when it was made, and a server whose certificate is renewed.
    expect(repairs([], [{ ...anew, action_reason: 'replace_because_tainted' }])).toEqual([]);
    const node = change('docker_container.kafka-broker-1', ['delete', 'create'], {}, {});
    expect(repairs([], [{ ...node, action_reason: 'replace_by_request' }])).toEqual([]);
  });

  test('nothing of what the declaration itself has changed, whatever else has become of it', () => {
    const topic = 'kafka_topic.kafka-orders';
    expect(
      repairs(
        [
          change(
            topic,
            ['update'],
            { config: { a: '1' }, replication_factor: 3 },
            { config: { a: '1' }, replication_factor: 2 },
          ),
        ],
        [
          change(
            topic,
            ['update'],
            { config: { a: '1' }, replication_factor: 2 },
            { config: { a: '2' }, replication_factor: 2 },
          ),
        ],
      ),
    ).toEqual([]);
  });

  test('nothing of what was never set and is read back as empty, when something else has it replaced', () => {
    const node = 'docker_container.kafka-zookeeper-1';
    const made = {
      ...{ image: 'a', dns: null, sysctls: null, command: ['b', 'a'] },
      volumes: [{ container_path: '/data', read_only: null }],
      networks_advanced: [
        { name: 'one', aliases: null },
        { name: 'two', aliases: ['node'] },
      ],
    };
    const read = {
      ...{ image: 'a', dns: [], sysctls: {}, command: ['b', 'a'] },
      volumes: [{ container_path: '/data', read_only: false }],
      networks_advanced: [
        { aliases: ['node'], name: 'two', ipv4_address: '', gw_priority: 0 },
        { aliases: [], name: 'one', ipv4_address: '' },
      ],
    };
    const replaced = (became: Values): readonly string[] =>
      repairs(
        [change(node, ['update'], made, became)],
        [change(node, ['delete', 'create'], became, { ...made, image: 'b' })],
      );
    expect(replaced(read)).toEqual([]);
    expect(replaced({ ...read, dns: ['10.0.0.1'], command: ['a', 'b'] })).toEqual([
      'container kafka-zookeeper-1 (had another command, dns)',
    ]);
  });

  test('nothing of what was gone and is declared no more, or of what no plan touches', () => {
    const topic = 'kafka_topic.kafka-orders';
    expect(repairs([change(topic, ['delete'], { name: 'a' }, null)], [])).toEqual([]);
    expect(
      repairs([change(topic, ['update'], { a: 1 }, { a: 2 })], [change(topic, ['no-op'], { a: 2 }, { a: 2 })]),
    ).toEqual([]);
  });
});
