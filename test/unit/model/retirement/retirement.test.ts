import { isDue, retirementOf, type ClusterOnEngine, type StackNow } from '../../../../model/retirement/retirement';

const stacks = { base: 'kafka-base', cluster: 'kafka-cluster', resources: [], services: ['kafka-console'] };
const cluster = { name: 'kafka', stacks };

/** A stack that declares some things, and has these, and more, in its state. */
function stack(
  name: string,
  declared: Partial<Record<'containers' | 'networks' | 'volumes', readonly string[]>>,
  more: readonly string[] = [],
): StackNow {
  const { containers = [], networks = [], volumes = [] } = declared;
  const addresses = [
    ...containers.map((id) => `docker_container.${id}`),
    ...networks.map((id) => `docker_network.${id}`),
    ...volumes.map((id) => `docker_volume.${id}`),
  ];
  return {
    name,
    declared: { addresses, containers, images: [], onEngines: [], networks, volumes },
    state: [...addresses, ...more],
  };
}

const BASE = {
  containers: ['kafka-keytool'],
  networks: ['kafka-backplane', 'kafka-clients'],
  volumes: ['kafka-broker-1-data', 'kafka-broker-1-secrets', 'kafka-authority'],
};
const CLUSTER = { containers: ['kafka-zookeeper-1', 'kafka-broker-1'] };
const CONSOLE = { containers: ['kafka-console'] };
const ENGINE: ClusterOnEngine = {
  containers: [
    { name: 'kafka-keytool', role: 'keytool' },
    { name: 'kafka-zookeeper-1', role: 'zookeeper' },
    { name: 'kafka-broker-1', role: 'broker' },
    { name: 'kafka-console', role: 'service' },
  ],
  networks: BASE.networks,
  volumes: BASE.volumes,
};

/** A cluster as it is declared, with more than that on the engine and in the states. */
function retirement(
  more: Partial<ClusterOnEngine> = {},
  states: { readonly base?: readonly string[]; readonly cluster?: readonly string[] } = {},
): ReturnType<typeof retirementOf> {
  const { containers = [], networks = [], volumes = [] } = more;
  return retirementOf(
    cluster,
    [
      stack('kafka-base', BASE, states.base),
      stack('kafka-cluster', CLUSTER, states.cluster),
      stack('kafka-console', CONSOLE),
    ],
    {
      containers: [...ENGINE.containers, ...containers],
      networks: [...ENGINE.networks, ...networks],
      volumes: [...ENGINE.volumes, ...volumes],
    },
  );
}

test('nothing leaves a declaration that is as it was', () => {
  const found = retirement();
  expect(isDue(found)).toBe(false);
  expect([found.networks, found.renewable, found.data]).toEqual([[], [], []]);
});

test('a broker leaves with its container, keeps its data, and is forgotten by the states that would destroy that', () => {
  const found = retirement(
    {
      containers: [{ name: 'kafka-broker-4', role: 'broker' }],
      volumes: ['kafka-broker-4-data', 'kafka-broker-4-secrets'],
    },
    {
      base: [
        'docker_volume.kafka-broker-4-data',
        'docker_volume.kafka-broker-4-secrets',
        'terraform_data.kafka-base-declared',
      ],
      cluster: ['docker_container.kafka-broker-4', 'terraform_data.kafka-cluster-declared'],
    },
  );
  expect(found).toMatchObject({
    servers: ['kafka-broker-4'],
    brokers: [4],
    renewable: ['kafka-broker-4-secrets'],
    data: ['kafka-broker-4-data'],
    forgotten: {
      'kafka-base': [
        'docker_volume.kafka-broker-4-data',
        'docker_volume.kafka-broker-4-secrets',
        'terraform_data.kafka-base-declared',
      ],
      'kafka-cluster': ['docker_container.kafka-broker-4', 'terraform_data.kafka-cluster-declared'],
    },
  });
});

test('each name that leaves is forgotten with what keeps Terraform from it, and no other', () => {
  const { forgotten } = retirement(
    { containers: [{ name: 'kafka-broker-4', role: 'broker' }] },
    {
      cluster: [
        'docker_container.kafka-broker-4',
        'terraform_data.kafka-cluster-declared["kafka-broker-1"]',
        'terraform_data.kafka-cluster-declared["kafka-broker-4"]',
      ],
    },
  );
  expect(forgotten['kafka-cluster']).toEqual([
    'docker_container.kafka-broker-4',
    'terraform_data.kafka-cluster-declared["kafka-broker-4"]',
  ]);
});

test('a broker that goes to another host does not leave, and what it has on the former one is forgotten', () => {
  const left = ['docker_volume.kafka-broker-1-data-on-b', 'docker_volume.kafka-broker-1-secrets-on-b'];
  const { brokers, servers, forgotten } = retirement({}, { base: left });
  expect([brokers, servers, forgotten['kafka-base']]).toEqual([[], [], left]);
});

test('a broker whose container is gone already leaves as long as a state knows of it, and no longer', () => {
  const left = { volumes: ['kafka-broker-4-data'] };
  expect(retirement(left, { base: ['docker_volume.kafka-broker-4-data'] }).brokers).toEqual([4]);
  const kept = retirement(left);
  expect([kept.brokers, kept.data, isDue(kept)]).toEqual([[], ['kafka-broker-4-data'], false]);
});

test('monitoring leaves with its services, steps, network and volumes, whatever stack they were in', () => {
  const found = retirement(
    {
      containers: [
        { name: 'kafka-prometheus', role: 'service' },
        { name: 'kafka-monitoring-configure', role: 'configure' },
      ],
      networks: ['kafka-monitoring', 'kafka-dashboards'],
      volumes: ['kafka-service-monitoring', 'kafka-monitoring-configuration', 'kafka-prometheus-data'],
    },
    { base: ['docker_network.kafka-monitoring', 'docker_volume.kafka-service-monitoring'] },
  );
  expect(found).toMatchObject({
    services: ['kafka-prometheus', 'kafka-monitoring-configure'],
    servers: [],
    networks: ['kafka-monitoring', 'kafka-dashboards'],
    renewable: ['kafka-service-monitoring', 'kafka-monitoring-configuration'],
    data: ['kafka-prometheus-data'],
  });
});

test('brokers leave before the servers of the metadata store and a key distribution centre', () => {
  const found = retirement({
    containers: [
      { name: 'kafka-kdc', role: 'kdc' },
      { name: 'kafka-zookeeper-3', role: 'zookeeper' },
      { name: 'kafka-broker-5', role: 'broker' },
    ],
  });
  expect(found.servers).toEqual(['kafka-broker-5', 'kafka-kdc', 'kafka-zookeeper-3']);
});

test('a service that no state knows, as its stack is called otherwise now, is taken away to be made anew', () => {
  const now = [stack('kafka-base', BASE), stack('kafka-cluster', CLUSTER)];
  const renamed = { ...stack('kafka-ui', CONSOLE), state: [] };
  const found = retirementOf(
    { name: 'kafka', stacks: { ...stacks, services: ['kafka-ui'] } },
    [...now, renamed],
    ENGINE,
  );
  expect(found.services).toEqual(['kafka-console']);
});

test('a server that no state knows is none of those: its state may be lost', () => {
  const now = [
    stack('kafka-base', BASE),
    { ...stack('kafka-cluster', CLUSTER), state: [] },
    stack('kafka-console', CONSOLE),
  ];
  expect(retirementOf(cluster, now, ENGINE).servers).toEqual([]);
});

test('a network that is declared again before it was gone is taken over', () => {
  const base = { ...BASE, networks: [...BASE.networks, 'kafka-monitoring'] };
  const { state, ...declared } = stack('kafka-base', base);
  const forgetful = { ...declared, state: state.filter((address) => address !== 'docker_network.kafka-monitoring') };
  const found = retirementOf(cluster, [forgetful, stack('kafka-cluster', CLUSTER), stack('kafka-console', CONSOLE)], {
    ...ENGINE,
    networks: base.networks,
  });
  expect(found.adopted).toEqual([
    { stack: 'kafka-base', address: 'docker_network.kafka-monitoring', network: 'kafka-monitoring' },
  ]);
});
