import { MIGRATION_PHASES, STAGES } from '../../../../../model/metadata/migration/migration-phase';
import {
  declarationAfter,
  PHASE_TEXTS,
  phaseStates,
  whereToDeclare,
} from '../../../../../model/metadata/migration/phase-texts';

const SERVERS = { nodes: 3, controllers: 5 };

test('what is to be declared is what stands', () => {
  expect(declarationAfter('dualWrite', SERVERS)).toBe(
    "Metadata.migration({ from: Metadata.zooKeeper({ nodes: 3 }), to: Metadata.kraft({ controllers: 5 }), phase: 'dualWrite' })",
  );
  expect(declarationAfter('retire', SERVERS)).toBe('Metadata.kraft({ controllers: 5 })');
  expect(declarationAfter('withdraw', SERVERS)).toBe('Metadata.zooKeeper({ nodes: 3 })');
  expect(whereToDeclare('finalize', SERVERS)).toContain('(KAFKA_METADATA=migration:finalize in the checkout');
  expect(whereToDeclare('kraft', SERVERS)).toContain('KAFKA_METADATA=kraft');
});

test('each phase forward is behind the metadata, where they are, or ahead', () => {
  expect(phaseStates('former').map(({ state }) => state)).toEqual(Array(5).fill('ahead'));
  expect(phaseStates('withdraw')).toEqual(phaseStates('former'));
  expect(phaseStates('migrate').map(({ state }) => state)).toEqual(['done', 'here', 'ahead', 'ahead', 'ahead']);
  expect(phaseStates('kraft').map(({ state }) => state)).toEqual(Array(5).fill('done'));
});

test('a phase says what leads back from it, where something does', () => {
  for (const phase of MIGRATION_PHASES) {
    const back = /^by (\w+)$/.exec(PHASE_TEXTS[phase].undone)?.[1];
    if (back === undefined) {
      expect(PHASE_TEXTS[phase].undone).toBe('can’t be undone');
    } else {
      expect(STAGES[phase].next).toContain(back);
    }
  }
});
