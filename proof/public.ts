/** The proof as a function, for suites and services of one's own: `cdktf-kafka/proof`. */
import type { ClusterManifest } from '../model/manifest/manifest';
import { CHECKS } from './checks';
import type { Report } from './report/report';
import { type ProofOptions, runProof as run } from './runner/run';

export type { ClusterManifest } from '../model/manifest/manifest';
export { Duration } from '../model/units/duration';
export type { Violation } from '../model/violation';
export { readManifest } from '../runtime/files/manifest-file';
export type { ResultTable, Verdict } from './context/check';
export type { FaultBand, PartitionHistory, PartitionState, SendCounts, TimelineReport } from './context/timeline';
export { type CheckReport, type Report, REPORT_SCHEMA } from './report/report';
export type { ProofOptions } from './runner/run';
export type { ProofSelection } from './runner/selection';
export type { SendOutcome } from './verification/delivery-verifier';

/**
 * Proves that a running cluster keeps its promises, and undoes everything that it did for that. It has no opinion of what it finds: the report
 * says `fail` where a promise is broken, and only what makes the whole proof impossible is thrown.
 *
 * @param manifest what synth has written about the cluster, by `readManifest`
 * @throws OperationError what keeps a proof from being run, such as `CheckUnknown`, or another one that is under way
 */
export const runProof = (manifest: ClusterManifest, options: ProofOptions = {}): Promise<Report> =>
  run(manifest, options);

/** What can be chosen by `only` and `skip`: each check's name, and the promise that it judges. */
export const checks: readonly { readonly name: string; readonly promise: string }[] = CHECKS.map(
  ({ name, promise }) => ({ name, promise }),
);
