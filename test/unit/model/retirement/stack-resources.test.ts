import { stackResources } from '../../../../model/retirement/stack-resources';

test('a synthesized stack tells its names on the engine, and every address', () => {
  const declared = stackResources({
    resource: {
      docker_volume: { 'kafka-configuration-on-b': { '//': {}, name: 'kafka-configuration', labels: [] } },
      docker_image: { 'kafka-grafana': { name: 'grafana:12', keep_locally: true } },
      docker_network: { 'kafka-clients': { name: 'kafka-clients' } },
      terraform_data: { 'kafka-issued': { triggers_replace: {} } },
    },
  });
  expect(declared).toEqual({
    addresses: [
      'docker_volume.kafka-configuration-on-b',
      'docker_image.kafka-grafana',
      'docker_network.kafka-clients',
      'terraform_data.kafka-issued',
    ],
    containers: [],
    images: ['grafana:12'],
    networks: ['kafka-clients'],
    volumes: ['kafka-configuration'],
  });
});

test('a stack may declare nothing', () => {
  expect(stackResources({ terraform: {} }).addresses).toEqual([]);
});
