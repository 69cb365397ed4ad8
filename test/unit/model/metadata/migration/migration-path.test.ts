import { FORWARD, migrationPath } from '../../../../../model/metadata/migration/migration-path';
import {
  MIGRATION_PHASES,
  type MigrationStage,
  STAGES,
  stepRefusal,
} from '../../../../../model/metadata/migration/migration-phase';

test('the way forward goes through every phase, from a cluster that has begun nothing', () => {
  expect(migrationPath('former', 'retire')).toEqual(FORWARD);
  expect(migrationPath('former', 'migrate')).toEqual(['provision', 'migrate']);
  expect(migrationPath('withdraw', 'provision')).toEqual(['provision']);
});

test('it begins with the phase that the metadata are at, which may have been cut off', () => {
  expect(migrationPath('dualWrite', 'retire')).toEqual(['dualWrite', 'finalize', 'retire']);
  expect(migrationPath('dualWrite', 'dualWrite')).toEqual(['dualWrite']);
  expect(migrationPath('retire', 'retire')).toEqual(['retire']);
});

test('the way back leads over the phase that it has to, and again where it was cut off', () => {
  expect(migrationPath('dualWrite', 'withdraw')).toEqual(['dualWrite', 'migrate', 'withdraw']);
  expect(migrationPath('dualWrite', 'migrate')).toEqual(['dualWrite', 'migrate']);
  expect(migrationPath('provision', 'withdraw')).toEqual(['provision', 'withdraw']);
  expect(migrationPath('former', 'withdraw')).toEqual(['withdraw']);
});

test('there is none back from where it has ended, and nothing is left to be done beyond the last phase', () => {
  for (const at of ['finalize', 'retire', 'kraft'] as const) {
    for (const to of ['provision', 'migrate', 'dualWrite', 'withdraw'] as const) {
      expect(migrationPath(at, to)).toBeUndefined();
    }
  }
  expect(migrationPath('retire', 'finalize')).toBeUndefined();
  expect(migrationPath('kraft', 'retire')).toEqual([]);
});

test('no way has a step that a deployment refuses', () => {
  for (const at of Object.keys(STAGES) as readonly MigrationStage[]) {
    for (const to of MIGRATION_PHASES) {
      const stages = [at, ...(migrationPath(at, to) ?? [])];
      const refused = stages
        .slice(1)
        .filter((next, index) => stepRefusal('dev', stages[index] ?? at, next) !== undefined);
      expect({ at, to, refused: at === 'former' && to === 'withdraw' ? [] : refused }).toEqual({ at, to, refused: [] });
    }
  }
});
