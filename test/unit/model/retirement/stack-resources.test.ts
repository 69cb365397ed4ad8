import { stackResources } from '../../../../model/retirement/stack-resources';

test('a synthesized stack tells its names on the engine, and every address', () => {
  const declared = stackResources({
    resource: {
      docker_volume: {
        'kafka-configuration-on-b': { '//': {}, name: 'kafka-configuration', provider: 'docker.docker-b' },
      },
      docker_image: {
        'kafka-grafana': { name: 'grafana:12', keep_locally: true },
        'kafka-disks-on-b': { name: 'disks:1', provider: 'docker.docker-b' },
      },
      docker_network: { 'kafka-clients': { name: 'kafka-clients' } },
      terraform_data: { 'kafka-issued': { triggers_replace: {} } },
    },
  });
  expect(declared).toEqual({
    addresses: [
      'docker_volume.kafka-configuration-on-b',
      'docker_image.kafka-grafana',
      'docker_image.kafka-disks-on-b',
      'docker_network.kafka-clients',
      'terraform_data.kafka-issued',
    ],
    containers: [],
    images: [{ name: 'grafana:12' }, { name: 'disks:1', provider: 'docker-b' }],
    networks: ['kafka-clients'],
    volumes: ['kafka-configuration'],
    onEngines: [
      { kind: 'network', name: 'kafka-clients' },
      { kind: 'volume', name: 'kafka-configuration', provider: 'docker-b' },
    ],
  });
});

test('a stack may declare nothing', () => {
  expect(stackResources({ terraform: {} }).addresses).toEqual([]);
});
