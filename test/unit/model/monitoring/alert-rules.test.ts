import { Duration, Metadata } from '../../../../constructs';
import { alertRules, runbooksViolations } from '../../../../model/monitoring/alert-rules';
import { ownFiles, WATCH_DEFAULTS } from '../../../../model/monitoring/monitoring-files';
import { scrapeConfiguration, serverJobs, targetGroups } from '../../../../model/monitoring/scrape-configuration';
import { firingWith, SEVERAL_HOSTS } from '../../../integ/monitoring/rule-tests';
import { modelOf } from '../../fixtures/cluster';

const { store } = modelOf();

test('every server is scraped on the monitoring network, under its container’s name', () => {
  const model = modelOf();
  expect(serverJobs(model).map(({ job, targets }) => [job, targets[0]])).toEqual([
    ['kafka', { instance: 'dev-broker-1', address: 'dev-broker-1.dev-monitoring:7071' }],
    ['zookeeper', { instance: 'dev-zookeeper-1', address: 'dev-zookeeper-1.dev-monitoring:7071' }],
  ]);
  const [job] = serverJobs(model);
  expect(
    scrapeConfiguration(job === undefined ? [] : [job], {
      interval: Duration.seconds(15),
      rulesFile: 'r.yml',
      discovery: (each) => ({ static_configs: targetGroups(model, each).slice(0, 1) }),
    }),
  ).toEqual({
    global: { scrape_interval: '15000ms', scrape_timeout: '15000ms', evaluation_interval: '15000ms' },
    rule_files: ['r.yml'],
    scrape_configs: [
      {
        job_name: 'kafka',
        static_configs: [
          { targets: ['dev-broker-1.dev-monitoring:7071'], labels: { cluster: 'dev', instance: 'dev-broker-1' } },
        ],
      },
    ],
  });
});

test.each([
  ['ZooKeeper', Metadata.zooKeeper()],
  ['KRaft', Metadata.kraft()],
])(
  'with %s an alert waits as long as asked for, lag is watched for ten minutes, and promtool sees each of them firing',
  (_, metadata) => {
    const { store } = metadata;
    const rules = alertRules(
      { ...WATCH_DEFAULTS, interval: Duration.seconds(15), alertAfter: Duration.seconds(5) },
      store,
    ).groups.flatMap((group) => group.rules);
    const after = new Map(rules.flatMap((rule) => ('alert' in rule ? [[rule.alert, rule.for] as const] : [])));
    expect(after.get('KafkaBrokerDown')).toBe('5000ms');
    expect(after.get('KafkaConsumerLagGrowing')).toBe('600000ms');
    expect(new Set(after.keys())).toEqual(firingWith(store));
  },
);

test('on several hosts there is an alert for one that is gone, and others name the host; on one nothing is otherwise', () => {
  const rules = (place?: typeof SEVERAL_HOSTS): ReadonlyMap<string, string> =>
    new Map(
      alertRules(WATCH_DEFAULTS, store, place).groups.flatMap((group) =>
        group.rules.flatMap((rule) =>
          'alert' in rule ? [[rule.alert, `${rule.expr}: ${rule.annotations.summary}`] as const] : [],
        ),
      ),
    );
  const [one, several] = [rules(), rules(SEVERAL_HOSTS)];
  expect(new Set(several.keys())).toEqual(firingWith(store, SEVERAL_HOSTS));
  const otherwise = [...several].filter(([name, rule]) => one.get(name) !== rule);
  expect(otherwise.map(([name]) => name)).toEqual(['KafkaHostDown', 'MonitoringTargetDown', 'KafkaDiskFilling']);
  expect(otherwise.filter(([, rule]) => !rule.includes('host {{ $labels.host }}'))).toEqual([]);
  expect([...one.values()].join()).not.toContain('host');
});

test.each([
  [Duration.seconds(1), '1m'],
  [Duration.seconds(15), '1m'],
  [Duration.seconds(20), '80s'],
  [Duration.minutes(1), '4m'],
])('rates of what is measured every %s are over %s, and named by it', (interval, window) => {
  const rules = alertRules({ ...WATCH_DEFAULTS, interval, alertAfter: Duration.seconds(5) }, store).groups.flatMap(
    (group) => group.rules,
  );
  const rates = rules.filter(({ expr }) => expr.includes('rate('));
  expect(rates).toHaveLength(2);
  for (const rate of rates) {
    expect(rate.expr).toContain(`[${window}]`);
    expect('record' in rate && rate.record).toMatch(new RegExp(`:rate${window}$`));
  }
});

test('a Prometheus and a Grafana of one’s own get configuration, rules, targets by job and dashboards as files', () => {
  const model = modelOf();
  const files = ownFiles(model, { jobs: serverJobs(model), ...WATCH_DEFAULTS });
  expect(Object.keys(files).sort()).toEqual([
    'dashboards/broker.json',
    'dashboards/cluster.json',
    'dashboards/consumer-groups.json',
    'dashboards/topic.json',
    'dashboards/zookeeper.json',
    'prometheus.yml',
    'rules/kafka.yml',
    'targets/kafka.json',
    'targets/zookeeper.json',
  ]);
  expect(JSON.parse(files['prometheus.yml'] ?? '')).toMatchObject({
    rule_files: ['rules/*.yml'],
    scrape_configs: [
      { job_name: 'kafka', file_sd_configs: [{ files: ['targets/kafka.json'] }] },
      { job_name: 'zookeeper', file_sd_configs: [{ files: ['targets/zookeeper.json'] }] },
    ],
  });
  expect(JSON.parse(files['targets/zookeeper.json'] ?? '')).toHaveLength(model.store.servers(model).length);
});

test.each(['https://docs.example.org/docs/runbooks.html', 'http://wiki/runbooks?page=1'])(
  'runbooks are where people open them: %s',
  (page) => {
    expect(runbooksViolations('Watch', page)).toEqual([]);
  },
);

test.each([
  '',
  'runbooks.md',
  'ftp://wiki/runbooks',
  'https://wiki/runbooks#top',
  'https://wiki/{{ $value }}',
  'https://a b',
])('fails for runbooks that nobody can open, or that have a fragment or a template already: %s', (page) => {
  expect(runbooksViolations('Watch', page)).toMatchObject([{ code: 'RunbooksIllegal', subject: 'Watch', value: page }]);
});
