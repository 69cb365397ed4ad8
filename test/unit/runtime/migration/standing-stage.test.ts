import { withVolumes } from '../../../../runtime/credentials/identity-files';
import type { Engines } from '../../../../runtime/engine/engines';
import { LABELS } from '../../../../model/names/names';
import { migrationStage, stageOf } from '../../../../runtime/migration/standing-stage';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/credentials/identity-files');

test.each([
  ['migration:dualWrite', true, 'dualWrite'],
  ['zookeeper', true, 'former'],
  // Before it was written down.
  [undefined, true, 'former'],
  // Cut off while the former servers were taken away.
  ['kraft', true, 'retire'],
  ['kraft', false, 'kraft'],
] as const)('volumes that were told %s, with servers of the former store: %s, are at %s', (word, hasFormer, stage) => {
  expect(stageOf(word, hasFormer)).toBe(stage);
});

/** Engines on which servers of these roles stand, each from an image of its own. */
const standing = (...roles: readonly string[]): Engines =>
  ({
    containers: () => Promise.resolve(roles.map((role) => ({ Labels: { [LABELS.role]: role }, Image: `of-${role}` }))),
    own: { getVolume: () => ({ inspect: () => Promise.resolve({}) }) },
  }) as unknown as Engines;

test('what volumes were told is read by the image of a broker that stands: that of the declaration may be yet to be made', async () => {
  jest.mocked(withVolumes).mockResolvedValue(new Map([['.store', Buffer.from('migration:migrate\n')]]));
  expect(await migrationStage(standing('zookeeper', 'broker'), manifest)).toBe('migrate');
  expect(jest.mocked(withVolumes).mock.calls[0]?.[1]).toMatchObject({ images: { kafka: 'of-broker' } });
});

test('a cluster without brokers is nowhere', async () => {
  expect(await migrationStage(standing('zookeeper'), manifest)).toBeUndefined();
});
