import { declaredAs } from '../../setup/declared-otherwise';
import { FORWARD } from './migration-path';
import { type MigrationPhase, type MigrationStage, STAGES } from './migration-phase';

/** What people are told of a phase. */
interface PhaseText {
  readonly does: string;
  /** Servers that are replaced by it, one at a time. */
  readonly replaces: string;
  /** What leads back from there. */
  readonly undone: string;
}

export const PHASE_TEXTS: Readonly<Record<MigrationPhase, PhaseText>> = {
  provision: { does: 'controllers stand beside ZooKeeper', replaces: 'no server', undone: 'by withdraw' },
  migrate: { does: 'they take the metadata over, and tell ZooKeeper', replaces: 'brokers', undone: 'by withdraw' },
  dualWrite: { does: 'brokers become members of the quorum', replaces: 'brokers', undone: 'by migrate' },
  finalize: { does: 'ZooKeeper is told of nothing any more', replaces: 'controllers', undone: 'can’t be undone' },
  retire: { does: 'ZooKeeper’s servers go, their volumes stay', replaces: 'no server', undone: 'can’t be undone' },
  withdraw: { does: 'the controllers go, with their volumes', replaces: 'brokers', undone: 'by provision' },
};

/** What whoever is about to end the way back is told. */
export const FINAL_TEXT =
  'finalize can’t be undone, from the first controller that is replaced: ZooKeeper is told of nothing any more, and nothing leads back to it.';

/** What a person calls a place on the way. */
export const stageText = (at: MigrationStage): string =>
  at === 'former' || at === 'withdraw' ? 'in ZooKeeper' : at === 'kraft' ? 'in KRaft' : `at the phase ${at}`;

/** Where a phase is on the way of metadata that are somewhere: behind them, there, or ahead. */
export type PhaseState = 'done' | 'here' | 'ahead';

/** The phases forward, each with where it is. */
export const phaseStates = (
  at: MigrationStage,
): readonly { readonly phase: MigrationPhase; readonly state: PhaseState }[] => {
  const reached = at === 'kraft' ? FORWARD.length : FORWARD.findIndex((phase) => phase === at);
  return FORWARD.map((phase, index) => ({
    phase,
    state: index < reached ? 'done' : index === reached ? 'here' : 'ahead',
  }));
};

/** How many servers a declaration names. */
interface Servers {
  readonly nodes: number;
  readonly controllers: number;
}

/** Where `main.ts` is to say what stands. */
export function whereToDeclare(at: MigrationStage, servers: Servers): string {
  const { formerServers, controllers } = STAGES[at];
  const variable = !formerServers ? 'kraft' : controllers === 'absent' ? 'zookeeper' : `migration:${at}`;
  return declaredAs(declarationAfter(at, servers), variable);
}

/** What `main.ts` is to say where the metadata are: what stands. */
export function declarationAfter(at: MigrationStage, { nodes, controllers }: Servers): string {
  const { formerServers, controllers: quorum } = STAGES[at];
  const [from, to] = [`Metadata.zooKeeper({ nodes: ${nodes} })`, `Metadata.kraft({ controllers: ${controllers} })`];
  return !formerServers
    ? to
    : quorum === 'absent'
      ? from
      : `Metadata.migration({ from: ${from}, to: ${to}, phase: '${at}' })`;
}

const GOES_BACK = 'npm run migrate goes on from there, and npm run migrate -- --to withdraw leads back.';
const LAST =
  'Deploy that (npm start): servers are replaced once more, as their certificate for ZooKeeper goes, and the cluster is proven.';

/** What comes next. */
export const NEXT_TEXTS: Readonly<Record<MigrationStage, string>> = {
  former: 'npm run migrate begins.',
  provision: GOES_BACK,
  migrate: GOES_BACK,
  dualWrite: GOES_BACK,
  finalize: 'npm run migrate goes on from there.',
  retire: LAST,
  kraft: LAST,
  withdraw: 'A deployment of that changes nothing.',
};
