import { type Placed, placementOf, placementOfVolume, placementsOf } from '../../../../model/placement/placement';

const elsewhere = { engine: 'tcp://kafka-b:2376', address: '10.0.0.2' };

test('a server runs on its cluster’s engine, and is reached at that engine’s host', () => {
  expect(placementOf({}, 'kafka-broker-1')).toEqual({ engine: undefined, address: '127.0.0.1' });
  expect(placementOf({ engine: 'unix:///run/docker.sock' }, 'kafka-broker-1').address).toBe('127.0.0.1');
  expect(placementOf({ engine: 'npipe:////./pipe/docker_engine' }, 'kafka-broker-1').address).toBe('127.0.0.1');
  expect(placementOf({ engine: 'ssh://ops@kafka-a' }, 'kafka-broker-1')).toEqual({
    engine: 'ssh://ops@kafka-a',
    address: 'kafka-a',
  });
  expect(placementOf({ engine: 'tcp://[fd00::1]:2376' }, 'kafka-broker-1').address).toBe('fd00::1');
});

test('a server that is placed by itself runs there, and no other one does', () => {
  const cluster = { engine: 'ssh://ops@kafka-a', placements: { 'kafka-broker-2': elsewhere } };
  expect(placementOf(cluster, 'kafka-broker-2')).toEqual(elsewhere);
  expect(placementOf(cluster, 'kafka-broker-1').engine).toBe('ssh://ops@kafka-a');
});

test('a server’s volumes are where it is, any other on the cluster’s own engine', () => {
  const cluster = { engine: 'ssh://ops@kafka-a', placements: { 'kafka-broker-2': elsewhere } };
  const addressOf = (volume: string): string => placementOfVolume(cluster, volume).address;
  expect(['kafka-broker-2-data', 'kafka-broker-2-secrets'].map(addressOf)).toEqual([
    elsewhere.address,
    elsewhere.address,
  ]);
  expect(['kafka-broker-20-data', 'kafka-identities'].map(addressOf)).toEqual(['kafka-a', 'kafka-a']);
});

test('the engines of a cluster are there once each, its own first', () => {
  const engines = (cluster: Placed): readonly unknown[] => placementsOf(cluster).map(({ engine }) => engine);
  expect(engines({})).toEqual([undefined]);
  expect(engines({ placements: { b: elsewhere, c: elsewhere } })).toEqual([undefined, 'tcp://kafka-b:2376']);
  expect(engines({ engine: elsewhere.engine, placements: { b: elsewhere } })).toEqual(['tcp://kafka-b:2376']);
});
