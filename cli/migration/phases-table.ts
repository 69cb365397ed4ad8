import Table from 'cli-table3';
import type { MigrationStage } from '../../model/metadata/migration/migration-phase';
import { PHASE_TEXTS, phaseStates } from '../../model/metadata/migration/phase-texts';

const STATES = { done: 'done', here: 'here', ahead: '' } as const;

/** The phases forward: what each does, and what can't be undone of it; and where the metadata are. */
export function phasesTable(at: MigrationStage): string {
  const table = new Table({
    head: ['phase', 'what it does', 'replaced', 'undone', ''],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...phaseStates(at).map(({ phase, state }) => {
      const { does, replaces, undone } = PHASE_TEXTS[phase];
      return [phase, does, replaces, undone, STATES[state]];
    }),
  );
  return table.toString();
}
