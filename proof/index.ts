/** The proof that a cluster keeps its promises. */
export { type Check, type CheckResult, type Verdict } from './context/check';
export { CHECKS } from './checks';
export { driftCheck, FIXED_CODES } from './checks/drift';
export { exitCodeOf, printReport, renderReport, REPORT_SCHEMA, type CheckReport, type Report } from './report/report';
export { settleProofs } from './aftermath/dead-proof';
export { LARGEST_SEED } from './context/random';
export { runProof, type ProofOptions } from './runner/run';
