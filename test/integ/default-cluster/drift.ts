import { readFileSync, rmSync } from 'node:fs';
import type { Report } from '../../../proof/report/report';
import { expectSuccess, type Outcome } from '../support/outcome';
import type { DefaultCluster } from './cluster';

/** Each kind of drift that Kafka's own tools can plant: the tool's arguments, and what the proof must call it. */
const PLANTED: readonly (readonly [tool: string, code: string, subject: string])[] = [
  [
    "kafka-configs.sh --alter --entity-type users --entity-name intruder --add-config 'SCRAM-SHA-512=[password=x]'",
    'CredentialUndeclared',
    'user intruder, SCRAM-SHA-512',
  ],
  [
    "kafka-acls.sh --add --allow-principal User:mallory --operation All --topic '*'",
    'RuleUndeclared',
    'rule User:mallory ALLOW ALL on TOPIC LITERAL * from *',
  ],
  [
    "kafka-acls.sh --add --allow-principal 'User:*' --operation Describe --group g",
    'RuleUndeclared',
    'rule User:* ALLOW DESCRIBE on GROUP LITERAL g from *',
  ],
  [
    'kafka-acls.sh --add --allow-principal User:mallory --operation CreateTokens --user-principal User:user1',
    'RuleUndeclared',
    'rule User:mallory ALLOW CREATE_TOKENS on USER LITERAL User:user1 from *',
  ],
  [
    'kafka-configs.sh --alter --entity-type users --entity-name user1 --add-config producer_byte_rate=1000000',
    'QuotaUndeclared',
    'quota of user user1, producer_byte_rate',
  ],
  [
    'kafka-configs.sh --alter --entity-type clients --entity-default --add-config consumer_byte_rate=1000000',
    'QuotaUndeclared',
    'quota of every client-id, consumer_byte_rate',
  ],
  [
    'kafka-configs.sh --alter --entity-type ips --entity-name 192.0.2.1 --add-config connection_creation_rate=5',
    'QuotaUndeclared',
    'quota of ip 192.0.2.1, connection_creation_rate',
  ],
  ['kafka-topics.sh --create --topic stray --partitions 1 --replication-factor 1', 'TopicUndeclared', 'topic stray'],
  [
    'kafka-configs.sh --alter --entity-type topics --entity-name topic1 --add-config retention.ms=86400000',
    'ConfigUndeclared',
    'topic topic1, retention.ms',
  ],
  [
    'kafka-configs.sh --alter --entity-type topics --entity-name __consumer_offsets --add-config cleanup.policy=delete',
    'InternalConfigDiffers',
    'topic __consumer_offsets, cleanup.policy',
  ],
  [
    'kafka-configs.sh --alter --entity-type brokers --entity-default --add-config unclean.leader.election.enable=true',
    'SettingUndeclared',
    'cluster default, unclean.leader.election.enable',
  ],
  [
    'kafka-configs.sh --alter --entity-type brokers --entity-name 2 --add-config log.cleaner.threads=2',
    'SettingUndeclared',
    'broker 2, log.cleaner.threads',
  ],
  [
    'kafka-configs.sh --alter --entity-type broker-loggers --entity-name 3 --add-config kafka.authorizer.logger=FATAL',
    'LogLevelDiffers',
    'broker 3, logger kafka.authorizer.logger',
  ],
];

/** What is not as declared on a running cluster, planted by Kafka's own tools: named, taken away, and gone. */
export function driftTests(cluster: DefaultCluster): void {
  const drift = async (
    ...args: readonly string[]
  ): Promise<{ readonly outcome: Outcome; readonly found: string[] }> => {
    const file = cluster.checkout.path('out', 'drift', 'report.json');
    rmSync(file, { force: true });
    const outcome = await cluster.checkout.npm('drift', ...args);
    const { checks } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return {
      outcome,
      found: checks.flatMap(({ violations }) => violations.map(({ code, subject }) => `${code} ${subject}`)).sort(),
    };
  };

  describe('drift', () => {
    test('is none on the cluster that was just proven', async () => {
      const { outcome, found } = await drift();
      expect(found).toEqual([]);
      expectSuccess(outcome);
    });

    test('of each kind is named with exit code 2, and taken away by its name alone', async () => {
      expectSuccess(await cluster.asAdministrator(...PLANTED.map(([tool]) => tool)));
      const { outcome, found } = await drift();
      expect(found).toEqual(PLANTED.map(([, code, subject]) => `${code} ${subject}`).sort());
      expect(outcome.code).toBe(2);

      const unknown = await drift('--fix', 'topic stray', 'topic topic1');
      expect(unknown.outcome.code).toBe(1);
      expect(unknown.found).toEqual(['FixUnknown topic topic1']);

      const [first, ...others] = PLANTED.map(([, , subject]) => subject);
      const partly = await drift('--fix', ...others);
      expect(partly.found).toEqual([`CredentialUndeclared ${String(first)}`]);
      expect(partly.outcome.code).toBe(2);
      const wholly = await drift('--fix', String(first));
      expect(wholly.found).toEqual([]);
      expectSuccess(wholly.outcome);
    });

    test('fails to be taken away where nobody can be asked and nothing is named', async () => {
      expectSuccess(await cluster.asAdministrator(PLANTED[1]?.[0] ?? ''));
      try {
        const outcome = await cluster.checkout.npm('drift', '--fix');
        expect(outcome.code).toBe(1);
        expect(outcome.stderr).toContain('[FixNotNamed]');
        expect((await drift()).found).toHaveLength(1);
      } finally {
        expectSuccess((await drift('--fix', PLANTED[1]?.[2] ?? '')).outcome);
      }
    });
  });
}
