import type { Placement } from '../../../../model/placement/placement';
import { synthesize } from '../../fixtures/synth';

const OTHER: Placement = { engine: 'tcp://kafka-b:2376', address: '10.0.0.2' };

jest.mock('../../../../model/declaration/resolve-cluster', () => {
  const actual = jest.requireActual<typeof import('../../../../model/declaration/resolve-cluster')>(
    '../../../../model/declaration/resolve-cluster',
  );
  return {
    ...actual,
    resolveCluster: (...args: Parameters<typeof actual.resolveCluster>) => {
      const resolved = actual.resolveCluster(...args);
      return { ...resolved, model: { ...resolved.model, placements: { 'dev-broker-2': OTHER } } };
    },
  };
});

const { base, cluster, manifest } = synthesize({}, undefined, undefined, { handover: 'hand over' });
const PROVIDER = 'docker.docker-tcp_3a__2f__2f_kafka-b_3a_2376';

/** Names of what is made on the second engine. */
const elsewhere = (stack: typeof base, type: string): readonly string[] =>
  Object.entries(stack.resource[type] ?? {})
    .filter(([, { provider }]) => provider === PROVIDER)
    .map(([name]) => name)
    .sort();

describe('a server on a second engine', () => {
  test('has its container there, and no other server has', () => {
    expect(elsewhere(cluster, 'docker_container')).toEqual(['dev-broker-2']);
    expect(Object.values(cluster.resource['docker_container'] ?? {}).length).toBeGreaterThan(1);
  });

  test('has its volumes there, beside one for configuration files', () => {
    expect(elsewhere(base, 'docker_volume')).toEqual(
      ['dev-broker-2-data', 'dev-broker-2-secrets', 'dev-configuration'].map(
        (volume) => `${volume}-on-tcp_3a__2f__2f_kafka-b_3a_2376`,
      ),
    );
  });

  test('has the stores that are issued for it beside the step that issues, from where they are handed over', () => {
    const volumes = base.resource['docker_volume'] ?? {};
    expect(volumes['dev-broker-2-secrets']).toMatchObject({ name: 'dev-broker-2-secrets' });
    expect(volumes['dev-broker-2-secrets']).not.toHaveProperty('provider');
    expect(volumes).not.toHaveProperty('dev-broker-2-data');
  });

  test('has the images of servers there', () => {
    const names = (ids: readonly string[]): readonly unknown[] =>
      ids.map((id) => base.resource['docker_image']?.[id]?.['name']).sort();
    const there = elsewhere(base, 'docker_image');
    const own = Object.keys(base.resource['docker_image'] ?? {}).filter((id) => !there.includes(id));
    expect(names(there)).toEqual(names(own));
    expect(there.length).toBeGreaterThan(1);
  });

  test('has networks with the others that span their engines, made on the cluster’s own', () => {
    const networks = Object.values(base.resource['docker_network'] ?? {}).filter(
      ({ name }) => name !== 'dev-published',
    );
    expect(networks.map(({ driver, attachable, provider }) => [driver, attachable, provider])).toEqual(
      networks.map(() => ['overlay', true, undefined]),
    );
    expect(networks).not.toEqual([]);
  });

  test('has them prepared there, by a step of their own', () => {
    const [name = ''] = elsewhere(base, 'docker_container');
    const steps = base.resource['docker_container'] ?? {};
    const volumes = (step: string): unknown => steps[step]?.['volumes'];
    expect(elsewhere(base, 'docker_container')).toHaveLength(1);
    expect(steps[name]?.['name']).toBe('dev-configure');
    expect(JSON.stringify(volumes(name))).toContain('dev-broker-2-data');
    expect(JSON.stringify(volumes('dev-configure'))).not.toContain('dev-broker-2-data');
  });

  test('makes a docker provider for its engine in both stacks, beside the one of the cluster', () => {
    for (const stack of [base, cluster]) {
      expect(stack.provider?.['docker']).toEqual([
        expect.not.objectContaining({ alias: expect.anything() as unknown }),
        expect.objectContaining({ host: OTHER.engine }),
      ]);
    }
  });

  test('is advertised by its address, in its properties as in the manifest and its certificate', () => {
    const advertised = manifest.brokers.map(({ advertised }) => advertised['MTLS']?.split(':')[0]);
    expect(advertised).toEqual(['127.0.0.1', OTHER.address, '127.0.0.1']);
    const texts = JSON.stringify(base.resource['docker_container']);
    expect(texts).toContain(`MTLS://${OTHER.address}:19193`);
    expect(texts).toContain(`ip:${OTHER.address}`);
  });

  test('is named with its engine and its address in the manifest', () => {
    expect(manifest.placements).toEqual({ 'dev-broker-2': OTHER });
  });
});
