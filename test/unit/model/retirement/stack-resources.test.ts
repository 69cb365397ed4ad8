import { stackResources } from '../../../../model/retirement/stack-resources';

test('a synthesized stack tells its names on the engine, and every address', () => {
  const declared = stackResources({
    resource: {
      docker_volume: { 'kafka-configuration-on-b': { '//': {}, name: 'kafka-configuration', labels: [] } },
      docker_network: { 'kafka-clients': { name: 'kafka-clients' } },
      terraform_data: { 'kafka-issued': { triggers_replace: {} } },
    },
  });
  expect(declared).toEqual({
    addresses: [
      'docker_volume.kafka-configuration-on-b',
      'docker_network.kafka-clients',
      'terraform_data.kafka-issued',
    ],
    containers: [],
    networks: ['kafka-clients'],
    volumes: ['kafka-configuration'],
  });
});

test('a stack may declare nothing', () => {
  expect(stackResources({ terraform: {} }).addresses).toEqual([]);
});
