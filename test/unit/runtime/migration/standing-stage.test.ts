import { stageOf } from '../../../../runtime/migration/standing-stage';

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
