import { Duration } from '../../../../../constructs';
import { alertRules } from '../../../../../constructs/private/metrics/alert-rules';
import { scrapeConfiguration, serverJobs } from '../../../../../constructs/private/metrics/scrape-configuration';
import { modelOf } from '../../cluster-fixture';

test('every server is scraped on the monitoring network, under its container’s name', () => {
  const model = modelOf();
  expect(serverJobs(model).map(({ job, targets }) => [job, targets[0]])).toEqual([
    ['kafka', { instance: 'dev-broker-1', address: 'dev-broker-1.dev-monitoring:7071' }],
    ['zookeeper', { instance: 'dev-zookeeper-1', address: 'dev-zookeeper-1.dev-monitoring:7071' }],
  ]);
  expect(scrapeConfiguration(model, serverJobs(model), { interval: Duration.seconds(15), rulesFile: 'r.yml' })).toEqual(
    expect.objectContaining({
      global: { scrape_interval: '15000ms', scrape_timeout: '15000ms', evaluation_interval: '15000ms' },
      rule_files: ['r.yml'],
    }),
  );
});

test('an alert waits as long as asked for, and lag is watched for ten minutes whatever was asked for', () => {
  const rules = alertRules({ alertAfter: Duration.seconds(5) }).groups.flatMap((group) => group.rules);
  const after = new Map(rules.flatMap((rule) => ('alert' in rule ? [[rule.alert, rule.for] as const] : [])));
  expect(after.get('KafkaBrokerDown')).toBe('5000ms');
  expect(after.get('KafkaConsumerLagGrowing')).toBe('600000ms');
  expect(new Set(after.keys()).size).toBe(11);
});
