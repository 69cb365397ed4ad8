import type { Violation } from '../../model/violation';
import type { ConfigResource } from '../../runtime/protocol/alter-configs';
import type { DriftFixture } from './drift-fixture';

/** A setting that is taken away, or put back to a value. */
export interface SettingFix {
  /** The broker that is asked for it; absent for the controller. */
  readonly broker?: number;
  readonly resource: ConfigResource;
  readonly setting: string;
  readonly value?: string;
}

/** What takes something away. */
export type Fix = SettingFix | ((fixture: DriftFixture) => Promise<void>);

/** Something that is not as it was declared. */
export interface Deviation {
  readonly violation: Violation;
  /** Takes it away; absent for what only a deployment, or a person, puts right. Nothing that is declared is lost by it. */
  readonly fix?: Fix;
}

/** What was found in one part of a cluster. */
export interface DriftResult {
  readonly deviations: readonly Deviation[];
  /** What was looked at, one sentence each; shown when nothing was found. */
  readonly evidence: readonly string[];
  /** What could not be looked at, and why. Default nothing. */
  readonly unseen?: readonly Violation[];
}

/** A part of a cluster that can be compared with its declaration by reading alone. */
export interface DriftArea {
  /** What a person calls it. */
  readonly name: string;
  find(fixture: DriftFixture): Promise<DriftResult>;
}

/** What is left to others, for the evidence; nothing where there is none. */
export const leftToOthers = (names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`left to others, as declared: ${[...new Set(names)].sort().join(', ')}`];
