import { Leaving, unwantedVolumes } from '../../../cli/leaving';
import { describeRemainder, describeRetirement } from '../../../cli/remainder';
import type { Retirement } from '../../../model/retirement/retirement';
import type { RetirementFound } from '../../../rollout/retire';

const NOTHING: Retirement = {
  ...{ services: [], servers: [], brokers: [], networks: [], renewable: [], data: [], adopted: [] },
  forgotten: {},
};
const found = (retirement: Partial<Retirement>): RetirementFound => ({
  retirement: { ...NOTHING, ...retirement },
  inventory: { containers: [], networks: [], volumes: [] },
  declared: [],
  base: [],
  known: new Set(),
});

test('a volume that is declared no more is asked for by its address, and everything else left to Terraform', () => {
  const allowed = [
    'docker_volume.kafka-broker-4-data',
    'kafka-base:docker_volume.kafka-broker-5-data',
    'kafka_topic.kafka-x',
  ];
  const leaving = new Leaving({} as never, found({ data: ['kafka-broker-4-data', 'kafka-broker-5-data'] }), allowed);
  expect(leaving.otherAllowances).toEqual(['kafka_topic.kafka-x']);
  expect(new Leaving({} as never, found({}), allowed).otherAllowances).toEqual(allowed);
});

test('nothing is due where nothing has left, and what is kept is no reason', () => {
  expect(new Leaving({} as never, found({ data: ['kafka-broker-4-data'] }), []).isDue).toBe(false);
  expect(new Leaving({} as never, found({ servers: ['kafka-broker-4'] }), []).isDue).toBe(true);
});

test('before brokers come, volumes and networks that leave are forgotten, and no container that runs', async () => {
  const forgotten = {
    'kafka-base': ['docker_volume.kafka-broker-4-data', 'terraform_data.kafka-base-declared'],
    'kafka-cluster': ['docker_container.kafka-broker-4', 'terraform_data.kafka-cluster-declared'],
  };
  const forget = jest.fn(() => Promise.resolve());
  const environment = {
    manifest: { stacks: { base: 'kafka-base' } },
    states: { addresses: (stack: keyof typeof forgotten) => Promise.resolve(forgotten[stack]), forget },
  };
  await new Leaving(environment as never, found({ forgotten }), []).forgetBase();
  await new Leaving(environment as never, found({}), []).forgetBase();
  expect(forget.mock.calls).toEqual([['kafka-base', forgotten['kafka-base']]]);
});

test('the end says what was removed, what is in use and what is kept', () => {
  const inUse = [{ name: 'kafka-monitoring', by: ['app'] }];
  expect(describeRemainder({ removed: ['kafka-dashboards'], inUse, kept: ['kafka-prometheus-data'] })).toBe(
    'removed kafka-dashboards; left kafka-monitoring (in use by app); kept with its data: kafka-prometheus-data',
  );
  expect(describeRemainder({ removed: [], inUse: [], kept: [] })).toBe('none');
});

test('a plan says what a deployment would take away by itself', () => {
  expect(describeRetirement({ ...NOTHING, data: ['kafka-prometheus-data'] })).toEqual([]);
  const lines = describeRetirement({ ...NOTHING, servers: ['kafka-broker-4'], data: ['kafka-broker-4-data'] });
  expect(lines).toEqual([
    '  servers, each when the others can do without it: kafka-broker-4',
    '  volumes that stay with their data: kafka-broker-4-data',
  ]);
  const allowed = ['kafka-base:docker_volume.kafka-broker-4-data'];
  const data = ['kafka-broker-4-data', 'kafka-broker-5-data'];
  expect(describeRetirement({ ...NOTHING, data }, unwantedVolumes(data, allowed))).toEqual([
    '  volumes that stay with their data: kafka-broker-5-data',
    '  volumes that go with all that is in them, as it is allowed: kafka-broker-4-data',
  ]);
  expect(new Leaving({} as never, found({ data }), allowed).description).toHaveLength(2);
});
