import { changedBrokers } from '../../../../rollout/migration/migration-refusals';
import { manifest } from '../../fixtures/manifest';

const NAMES = manifest.brokers.map(({ container }) => container);
const standing = (names: readonly string[]) => names.map((name) => ({ Names: [`/${name}`] }));

test('brokers are the same ones where those that stand are declared, and those that are declared had their volumes', () => {
  expect(changedBrokers(manifest, standing(NAMES), [...NAMES, 'kafka-controller-1'])).toEqual([]);
  // One that has gone comes back, also where nothing was written down.
  expect(changedBrokers(manifest, standing(NAMES.slice(1)), NAMES)).toEqual([]);
  expect(changedBrokers(manifest, standing(NAMES), [])).toEqual([]);
});

test('a broker that leaves has changed, and so has one that comes', () => {
  expect(changedBrokers(manifest, standing([...NAMES, 'kafka-broker-9']), NAMES)).toEqual(['kafka-broker-9']);
  expect(changedBrokers(manifest, standing(NAMES), NAMES.slice(1))).toEqual(NAMES.slice(0, 1));
});
