/** The proof that a cluster keeps its promises. */
export { type Check, type CheckResult, type Verdict } from './context/check';
export { CHECKS } from './checks';
export { driftCheck, FIXED_CODES } from './checks/drift';
export {
  type AdministratorAccess,
  type ClusterContents,
  type DeclaredContents,
  readContents,
  undeclaredContents,
} from './drift/cluster-contents';
export { inWords as quotaInWords } from './drift/quotas';
export type { ExistingTopic } from './drift/topics';
export { CONFIG_SOURCES, type DescribedQuota } from './protocol/admin-connection';
export type { ScramCredential } from './protocol/kafka-connection';
export { asRules, type DescribedRule } from './verification/declared-rule';
export { exitCodeOf, printReport, renderReport, REPORT_SCHEMA, type CheckReport, type Report } from './report/report';
export { settleProofs } from './aftermath/dead-proof';
export { LARGEST_SEED } from './context/random';
export { runProof, type ProofOptions } from './runner/run';
