import { type MigrationStage, STAGES, stepRefusal } from './migration-phase';

/**
 * What a step says that finds the metadata at another stage than one from which one deployment leads to what is declared: for each word that
 * volumes may hold, the refusal, or nothing where it may go on.
 *
 * @param wordOf what volumes are told of a stage; several may have one
 */
export function stageRefusals(
  subject: string,
  declared: MigrationStage,
  wordOf: (stage: MigrationStage) => string,
): Readonly<Record<string, string>> {
  const refusals = new Map<string, string>();
  for (const at of Object.keys(STAGES) as readonly MigrationStage[]) {
    const refusal = wordOf(at) === wordOf(declared) ? undefined : stepRefusal(subject, at, declared);
    // Where one of the stages that share a word may go on, all may: they differ in nothing.
    refusals.set(wordOf(at), refusals.get(wordOf(at)) === '' ? '' : (refusal ?? ''));
  }
  return Object.fromEntries(refusals);
}
