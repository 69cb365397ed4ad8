import { formatViolation, type Violation } from '../../model/violation';
import type { Claim } from './claim';
import type { ProofContext } from './proof-context';

/**
 * What a check needs beside reading: a shared cluster may refuse some of it. `internal`: a listener inside the network, for Kafka's
 * own clients. `hosts`: several hosts, without which there is no such check. `soak`: to be asked for.
 */
export type Need = 'fault' | 'topic' | 'user' | 'container' | 'internal' | 'hosts' | 'soak';

/** `unjudged`: it could not be found out, which never counts as passed. */
export type Verdict = 'pass' | 'fail' | 'unjudged';

/** What a check tried, case by case, for a person to look through. */
export interface ResultTable {
  /** Titles. */
  readonly columns: readonly string[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

/** What a check found. */
export interface CheckResult {
  readonly verdict: Verdict;
  /** What the verdict rests on, one sentence each. */
  readonly evidence: readonly string[];
  /** What is wrong; empty when it passed. */
  readonly violations?: readonly Violation[];
  /** Measured values by name; the name ends in its unit. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly table?: ResultTable;
}

/** What one part of a check found, before there is a verdict. */
export type PartialResult = Omit<CheckResult, 'verdict' | 'violations'> & { readonly violations: readonly Violation[] };

/** One promise of the cluster, and how it is judged. */
export interface Check {
  readonly name: string;
  /** What the cluster promises, in one sentence. */
  readonly promise: string;
  readonly needs: readonly Need[];
  /** What it begins with; it goes on to other claims by itself ({@link ProofContext.claim}). One that disrupts servers prepares. */
  readonly claim: Extract<Claim, 'reads' | 'works' | 'prepares'>;
  run(proof: ProofContext): Promise<CheckResult>;
}

/** Violations without those that say the same once more. */
export function distinct(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [formatViolation(violation), violation])).values()];
}

/** Passed when there is no violation. */
export function resultOf(
  violations: readonly Violation[],
  evidence: readonly string[],
  figures: Readonly<Record<string, number>> = {},
): CheckResult {
  return { verdict: violations.length === 0 ? 'pass' : 'fail', evidence, violations, figures };
}

/** Milliseconds as seconds, for a person. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
