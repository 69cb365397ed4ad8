import { type Command, Option } from 'commander';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { FORWARD, migrationPath } from '../../model/metadata/migration/migration-path';
import {
  FINAL,
  isFinal,
  MIGRATION_PHASES,
  type MigrationPhase,
  type MigrationStage,
} from '../../model/metadata/migration/migration-phase';
import {
  declarationAfter,
  FINAL_TEXT,
  NEXT_TEXTS,
  PHASE_TEXTS,
  phaseStates,
  stageText,
  whereToDeclare,
} from '../../model/metadata/migration/phase-texts';
import { OperationError } from '../../model/violation';
import { Engines } from '../../runtime/engine/engines';
import { manifestPath, readManifest } from '../../runtime/files/manifest-file';
import { migrationStage } from '../../runtime/migration/standing-stage';
import { person, question } from '../../runtime/process/question';
import { answer, canBeAsked, printWarnings, say } from '../../runtime/process/terminal';
import { prepare, withDeclaration } from '../deployment/prepare';
import { phasesTable } from '../migration/phases-table';
import { type MovingFlags, THROTTLE_OPTION } from '../moving-environment';
import { declaredCluster } from '../project/project';
import type { Workspace } from '../workspace';
import { deployAll } from './deployment';

export interface MigrateFlags extends MovingFlags {
  /** The phase at which it ends. */
  readonly to: MigrationPhase;
  /** Whether what can't be undone is done without a question. */
  readonly yes?: boolean;
  /** Whether it only tells where the metadata are. */
  readonly list?: boolean;
}

/** The last phase: afterwards one kind of server is left. */
const LAST: MigrationPhase = 'retire';

/** Adds the options of the command. */
export const withMigrateOptions = (command: Command): Command =>
  command
    .addOption(new Option('--to <phase>', 'the phase at which it ends').choices(MIGRATION_PHASES).default(LAST))
    .option('--yes', `go on to ${FINAL} without a question: it can’t be undone`)
    .option('--list', 'only show where the metadata are, and the phases')
    .option(...THROTTLE_OPTION);

/** Exit code where somebody has not agreed to what can't be undone. */
const STOPPED = 2;

/** Takes a running cluster's metadata to another store, one phase after the other, from wherever they are. */
export async function migrate(workspace: Workspace, flags: MigrateFlags): Promise<number> {
  const { to, yes = false, list = false, ...moving } = flags;
  const declared = await declaredManifest(workspace);
  const at = await stageOfStanding(declared);
  const shown = `Cluster ${declared.name}: the metadata are ${stageText(at)}\n${phasesTable(at)}`;
  if (list) {
    answer(answerOf(declared.name, at), shown);
    return 0;
  }
  const way = wayOf(declared, at, to);
  const asks = way.includes(FINAL) && at !== FINAL && !yes;
  if (asks && !canBeAsked()) {
    throw new OperationError({
      code: 'MigrationUnconfirmed',
      subject: `cluster ${declared.name}`,
      rule: `the phase ${FINAL} must be agreed to, as it can’t be undone, and nobody can be asked`,
      remedy: `add --yes, or go as far as there is a way back: --to dualWrite; nothing was touched`,
    });
  }
  say(`${shown}\n`);
  await prepare(workspace);
  const warnings = new Set<string>();
  let last: Reached = { at };
  for (const [index, phase] of way.entries()) {
    if (phase === FINAL && asks && !(await agreed())) {
      printWarnings([...warnings]);
      return end(declared, last, STOPPED);
    }
    say(`\nPhase ${phase}, ${index + 1} of ${way.length}: ${PHASE_TEXTS[phase].does}\n`);
    const there = workspace.at({ cluster: declared.name, phase });
    const deployed = await deployAll(there, moving);
    deployed.warnings.forEach((warning) => warnings.add(warning));
    last = { at: phase, manifest: deployed.manifest };
  }
  printWarnings([...warnings]);
  return end(declared, last, 0);
}

/** How far it has come, and what was deployed last. */
interface Reached {
  readonly at: MigrationStage;
  readonly manifest?: ClusterManifest;
}

/** What `main.ts` declares of it. */
const declaredManifest = (workspace: Workspace): Promise<ClusterManifest> =>
  withDeclaration(workspace, (folder) =>
    readManifest(manifestPath(declaredCluster(workspace.project, folder, workspace.givenName).name, folder)),
  );

async function stageOfStanding(manifest: ClusterManifest): Promise<MigrationStage> {
  const at = await migrationStage(new Engines(manifest), manifest);
  if (at === undefined) {
    throw new OperationError({
      code: 'MigrationNothing',
      subject: `cluster ${manifest.name}`,
      rule: 'must stand before its metadata can go anywhere, and none of its brokers is there',
      remedy: 'deploy it as it was; a new one can have Metadata.kraft from the start',
    });
  }
  return at;
}

/** The phases from there on. @throws OperationError `MigrationFinal`, `MigrationUndeclared` */
function wayOf(declared: ClusterManifest, at: MigrationStage, to: MigrationPhase): readonly MigrationPhase[] {
  const way = migrationPath(at, to);
  if (way === undefined) {
    throw new OperationError({
      code: 'MigrationFinal',
      subject: `cluster ${declared.name}`,
      rule: `must stay in KRaft after ${FINAL}, as the former store has been told of nothing since`,
      value: `--to ${to}`,
      remedy: isFinal(to) ? 'it is beyond that phase: leave --to out' : 'go on: leave --to out; nothing was touched',
    });
  }
  if (way.length > 0 && isOfQuorum(declared)) {
    throw new OperationError({
      code: 'MigrationUndeclared',
      subject: 'main.ts',
      rule: 'must declare the metadata as the cluster has them, or on their way, and not yet as they are to be',
      remedy: `declare metadata: ${declarationAfter('provision', { nodes: 3, controllers: 3 })}, with as many servers as there are, and run this again; nothing was touched`,
    });
  }
  return way;
}

/** Whether Kafka's own servers alone are declared, and no way to them. */
const isOfQuorum = ({ metadata: { migration, servers } }: ClusterManifest): boolean =>
  migration === undefined && servers.every(({ nodeId }) => nodeId !== undefined);

async function agreed(): Promise<boolean> {
  say(`\n${FINAL_TEXT}`);
  return (await question('Only "yes" goes on: ', person(), 'the migration')) === 'yes';
}

/** Tells where it has ended, and what is to be written now. */
function end(declared: ClusterManifest, { at, manifest = declared }: Reached, code: number): number {
  const isDeclared = at === 'kraft' && isOfQuorum(manifest);
  const declaration = declarationAfter(at, countsOf(manifest));
  answer(
    { ...answerOf(declared.name, at), declaration },
    [
      `\nCluster ${declared.name}: the metadata are ${stageText(at)}`,
      phasesTable(at),
      ...(code === STOPPED ? [`Stopped before ${FINAL}, which nobody has agreed to.`] : []),
      ...(isDeclared
        ? []
        : [
            'Write down what stands now, as a deployment of anything else is refused:',
            `  ${whereToDeclare(at, countsOf(manifest))}`,
            NEXT_TEXTS[at],
          ]),
    ].join('\n'),
  );
  return code;
}

/** How many servers there are of each kind; as many of a kind that is yet to come as of the other. */
function countsOf({ metadata: { servers } }: ClusterManifest): {
  readonly nodes: number;
  readonly controllers: number;
} {
  const controllers = servers.filter(({ nodeId }) => nodeId !== undefined).length;
  const nodes = servers.length - controllers;
  return { nodes, controllers: controllers === 0 ? nodes : controllers };
}

const answerOf = (cluster: string, at: MigrationStage): Readonly<Record<string, unknown>> => ({
  cluster,
  at: FORWARD.find((phase) => phase === at),
  phases: phaseStates(at).map(({ phase, state }) => ({ phase, state, undone: PHASE_TEXTS[phase].undone })),
});
