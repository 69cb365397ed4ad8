/**
 * The phases of the way from one metadata store to a KRaft quorum (KIP-866), each one deployment: the quorum stands beside the brokers,
 * takes the metadata over, brokers become members of it, the way back ends, and the former servers go. `withdraw` takes the quorum away again.
 */
export type MigrationPhase = 'provision' | 'migrate' | 'dualWrite' | 'finalize' | 'retire' | 'withdraw';

/** All of them. */
export const MIGRATION_PHASES: readonly MigrationPhase[] = [
  ...(['provision', 'migrate', 'dualWrite', 'finalize', 'retire', 'withdraw'] as const),
];

/** What a cluster may be at: a phase, or before and after all of them. */
export type MigrationStage = 'former' | MigrationPhase | 'kraft';

/** How a broker, or a controller, is configured. Each phase changes that of one kind of server alone. */
export type ServerMode = 'absent' | 'former' | 'migrating' | 'kraft';

/** What a stage is, and which may follow. */
export interface Stage {
  readonly brokers: ServerMode;
  readonly controllers: ServerMode;
  /** Whether the former store's servers stand. */
  readonly formerServers: boolean;
  /** Stages that one deployment may lead to, the way forward first. */
  readonly next: readonly MigrationStage[];
}

export const STAGES: Readonly<Record<MigrationStage, Stage>> = {
  former: stage('former', 'absent', true, ['provision']),
  provision: stage('former', 'migrating', true, ['migrate', 'withdraw']),
  migrate: stage('migrating', 'migrating', true, ['dualWrite', 'withdraw']),
  // Back to the former store by way of `migrate`: brokers need the quorum to leave it.
  dualWrite: stage('kraft', 'migrating', true, ['finalize', 'migrate']),
  finalize: stage('kraft', 'kraft', true, ['retire']),
  retire: stage('kraft', 'kraft', false, ['kraft']),
  kraft: stage('kraft', 'kraft', false, []),
  withdraw: stage('former', 'absent', true, ['former', 'provision']),
};

function stage(
  brokers: ServerMode,
  controllers: ServerMode,
  formerServers: boolean,
  next: readonly MigrationStage[],
): Stage {
  return { brokers, controllers, formerServers, next };
}

/**
 * By this a deployment tells a synthesis which phase it is to declare, as the app's context: an object of phases by the clusters' names. It stands
 * above what is declared.
 */
export const PHASE_TO_REACH = 'cdktf-kafka.migration-phase';

/** Whether nothing leads back to the former store from there. */
export const isFinal = (at: MigrationStage): boolean => !STAGES[at].formerServers || STAGES[at].controllers === 'kraft';

/** Whether servers of both stores stand in a phase. */
export const isBetween = (phase: string | undefined): boolean =>
  MIGRATION_PHASES.some(
    (each) => each === phase && STAGES[each].formerServers && STAGES[each].controllers !== 'absent',
  );

/** The phase that takes the quorum away again, with what it has of the metadata: the former store has all of them. */
export const WITHDRAWAL: MigrationPhase = 'withdraw';

/** The phase from which nothing leads back. */
export const FINAL: MigrationPhase = 'finalize';

/** Why one deployment doesn't lead from where a cluster is to what is declared; undefined where it does, or where the cluster stays. */
export function stepRefusal(subject: string, at: MigrationStage, declared: MigrationStage): string | undefined {
  const { next } = STAGES[at];
  if (at === declared || next.includes(declared)) {
    return undefined;
  }
  const remedy =
    next.length === 0 ? 'declare Metadata.kraft' : `declare ${next.join(' or ')}, deploy, and go on from there`;
  return isFinal(at) && !isFinal(declared)
    ? `[MigrationFinal] ${subject}: must stay in KRaft after ${FINAL}, as the former store has been told of nothing since, got ${declared}; ${remedy}: no server was touched`
    : `[MigrationStepSkipped] ${subject}: must go one phase at a time from ${at}, as what one leads to the next one builds on, got ${declared}; ${remedy}: no server was touched`;
}
