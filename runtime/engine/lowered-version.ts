import { earliestVersion } from '../../model/units/version';
import type { Violation } from '../../model/violation';
import { readVariable } from '../settings/environment';

/** What servers run, and what they are to run. */
export interface DeclaredVersion {
  /** What it is of, such as `Kafka`. */
  readonly name: string;
  readonly declared: string;
  /** By their containers. */
  readonly running: readonly { readonly container: string; readonly version: string }[];
}

/** A server's container as a state knows it, which may be gone from the engine. */
export interface RecordedServer {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Asked where no server is there any more that could tell: its data are. */
export type RecordedServers = () => Promise<readonly RecordedServer[]>;

export const NOTHING_RECORDED: RecordedServers = () => Promise.resolve([]);

/**
 * Servers go back to an earlier version when somebody has named it, and not since a variable was forgotten, or another checkout knows of an
 * earlier one. As long as one of them runs what is declared, or less, none goes back: an upgrade that was cut off is undone.
 *
 * @param allowed versions that somebody has named
 */
export function loweredVersionViolations(
  code: 'VersionLowered' | 'MetadataVersionLowered',
  { name, declared, running }: DeclaredVersion,
  allowed: readonly string[] = readVariable('KAFKA_DOWNGRADE') ?? [],
): readonly Violation[] {
  const lowest = earliestVersion(running.map(({ version }) => version));
  const isLowered = lowest !== undefined && lowest !== declared && earliestVersion([lowest, declared]) === declared;
  if (!isLowered || allowed.includes(declared)) {
    return [];
  }
  return running.map(({ container, version }) => ({
    code,
    subject: container,
    rule: `must not go back to an earlier version of ${name} unasked`,
    value: `${version} to be ${declared}`,
    remedy: `declare ${version} again, or name what to go back to: KAFKA_DOWNGRADE=${declared}; no server was touched`,
  }));
}
