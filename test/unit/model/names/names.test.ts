import { ClusterNames } from '../../../../model/names/names';

const names = new ClusterNames('kafka');

test('a broker’s container and volumes tell its id, and nothing else does', () => {
  expect(
    ['kafka-broker-4', 'kafka-broker-12-data', 'kafka-broker-0-secrets'].map((name) => names.brokerIn(name)),
  ).toEqual([4, 12, 0]);
  const others = ['kafka-zookeeper-1', 'kafka-broker-4x', 'kafka-broker-', 'kafka2-broker-1', 'kafka-service-broker-1'];
  expect(others.filter((name) => names.brokerIn(name) !== undefined)).toEqual([]);
});

test('keys, passwords and configuration are made anew, data is not', () => {
  const renewable = [
    'kafka-broker-1-secrets',
    'kafka-service-monitoring',
    'kafka-grafana-secrets',
    'kafka-monitoring-configuration',
  ];
  const data = [
    'kafka-broker-1-data',
    'kafka-zookeeper-1-datalog',
    'kafka-kdc-data',
    'kafka-prometheus-data',
    'kafka-authority',
  ];
  expect([...renewable, ...data].filter((volume) => names.isRenewable(volume))).toEqual(renewable);
});
