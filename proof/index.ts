/** The proof that a cluster keeps its promises. */
export { type Check, type Finding, type Verdict } from './check';
export { CHECKS } from './checks';
export { exitCodeOf, printReport, renderReport, type CheckReport, type Report } from './report';
export { LARGEST_SEED } from './random';
export { runProof, type ProofOptions } from './run';
