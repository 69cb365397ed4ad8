import { PROOF_NAME } from './proof-context';

/** Name that marks one run: when it began, and something random for two that begin together. */
export function runName(now: number, random: number): string {
  return `${PROOF_NAME}-${now.toString(36)}-${Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;
}

const OF_A_RUN = new RegExp(`^${PROOF_NAME}-[0-9a-z]+-[0-9a-z]{4}(-|$)`);

/** Names that other runs gave. One proof of a cluster is under way at a time, so that those runs have ended. */
export function namesOfOthers(names: readonly string[], run?: string): string[] {
  return names.filter(
    (name) => OF_A_RUN.test(name) && (run === undefined || !(name === run || name.startsWith(`${run}-`))),
  );
}
