import { nextFault } from '../../../../proof/checks/soak';
import { randomFrom } from '../../../../proof/context/random';
import { manifest } from '../../fixtures/manifest';

describe('the faults of a soak', () => {
  const faults = (seed: number, cluster: Parameters<typeof nextFault>[0] = manifest) => {
    const random = randomFrom(seed);
    return Array.from({ length: 200 }, () => nextFault(cluster, random));
  };

  test('are the same for the same seed, and others for another one', () => {
    expect(faults(1)).toEqual(faults(1));
    expect(faults(1)).not.toEqual(faults(2));
  });

  test('hit every server in every way', () => {
    expect(new Set(faults(1).map(({ container }) => container)).size).toBe(6);
    expect(new Set(faults(1).map(({ done }) => done)).size).toBe(4);
  });

  test('spare a ZooKeeper node that nobody could stand in for', () => {
    const single = { ...manifest, metadata: { ...manifest.metadata, servers: manifest.metadata.servers.slice(0, 1) } };
    expect(faults(1, single).every(({ container }) => container.includes('broker'))).toBe(true);
  });
});
