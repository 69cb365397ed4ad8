import { type MigrationPhase, type MigrationStage, STAGES, WITHDRAWAL } from './migration-phase';

/** The phases in which metadata go forward, in their order. */
export const FORWARD: readonly MigrationPhase[] = ['provision', 'migrate', 'dualWrite', 'finalize', 'retire'];

/**
 * The deployments that lead from where the metadata of a cluster are to a phase, one each, by the fewest. The phase that they are at comes first: it
 * may not have come about yet, and changes nothing where it has. None where they are beyond it; undefined where no way leads there.
 */
export function migrationPath(at: MigrationStage, to: MigrationPhase): readonly MigrationPhase[] | undefined {
  if (at === 'kraft') {
    return to === 'retire' ? [] : undefined;
  }
  // What is taken away again may be so in part, and the volumes know of no difference.
  if (at === 'former' && to === WITHDRAWAL) {
    return [WITHDRAWAL];
  }
  const begin: readonly MigrationPhase[] = at === 'former' || at === WITHDRAWAL ? [] : [at];
  let paths: readonly { readonly end: MigrationStage; readonly phases: readonly MigrationPhase[] }[] = [
    { end: at, phases: begin },
  ];
  const seen = new Set<MigrationStage>([at]);
  while (paths.length > 0) {
    const found = paths.find(({ end }) => end === to);
    if (found !== undefined) {
      return found.phases;
    }
    paths = paths.flatMap(({ end, phases }) =>
      STAGES[end].next.flatMap((next) => {
        if (next === 'former' || next === 'kraft' || seen.has(next)) {
          return [];
        }
        seen.add(next);
        return [{ end: next, phases: [...phases, next] }];
      }),
    );
  }
  return undefined;
}
