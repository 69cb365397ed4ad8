import { aheadViolations, featureViolations, loweredViolations } from '../../../../runtime/kafka/feature-changes';
import { manifest } from '../../fixtures/manifest';

const FEATURES = { line: '4.4', levels: { 'metadata.version': 33, 'transaction.version': 2 } };
const cluster = { name: 'dev', kafkaVersion: '4.4.0' };

test('fails for each server of an earlier line', () => {
  const servers = ['3.9.2', '4.4.0', '4.4.1'].map((version) => ({ container: `of ${version}`, version }));
  expect(aheadViolations(FEATURES, servers)).toMatchObject([{ code: 'VersionRaisedWithKraft', subject: 'of 3.9.2' }]);
  expect(aheadViolations({ ...FEATURES, line: '3.9' }, servers)).toEqual([]);
});

test('fails for features that are in use and would not be any more', () => {
  const used = { 'metadata.version': 33, 'transaction.version': 2 };
  expect(loweredViolations(cluster, FEATURES, used)).toEqual([]);
  expect(loweredViolations(cluster, { line: '3.9', levels: { 'metadata.version': 21 } }, used)).toMatchObject([
    { code: 'FeaturesLowered', value: 'metadata.version 33 to be 21' },
  ]);
});

test('where features have no levels, nothing is asked', async () => {
  await expect(featureViolations(manifest, () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
});
