import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import type { Violation } from '../../model/violation';
import { type ContainerOnEngine, Engines } from '../../runtime/engine/engines';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { standingAdministrator } from '../../runtime/kafka/standing-brokers';
import { standingStage } from '../../runtime/migration/standing-stage';
import { MigrationView } from '../../runtime/migration/migration-view';
import { explain, until } from '../../runtime/wait';
import { type Condition, PHASE_CONDITIONS } from './phase-conditions';

/** How long what has come about may take to show: elections, and who has just started. */
const SHOWS = Duration.seconds(20);

/** How long servers may take to answer at all, on a busy machine. */
const ANSWERS = Duration.seconds(180);

/** Phases in which the quorum awaits each broker that anything names. */
const AWAITS_BROKERS: readonly string[] = ['provision', 'migrate'];

/** What leads brokers out of a quorum. */
const WITHDRAW = 'withdraw';

/**
 * What is wrong with taking a cluster that stands to the phase that is declared, or out of one: what the phase before leads to has to be
 * so, and brokers stay the same ones.
 *
 * @param when before anything is touched, or before servers are replaced
 * @param clients folder of all users' files, once the administrator's are in it
 */
export async function migrationRefusals(
  manifest: ClusterManifest,
  when: 'first' | 'roll',
  clients: () => Promise<string>,
): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const { migration, controllers } = manifest.metadata;
  if (migration === undefined) {
    const labelled =
      controllers === undefined
        ? (await brokersOn(engines, manifest)).filter(({ Labels }) => LABELS.metadata in Labels)
        : [];
    return labelled.length > 0 ? [notWithdrawn(manifest)] : [];
  }
  const standing = await brokersOn(engines, manifest);
  const { stage, servers } = await standingStage(engines, manifest);
  const begun = stage === migration.at || (stage === undefined && standing.length === 0);
  const changed = changedBrokers(manifest, standing, servers);
  if (changed.length > 0) {
    return [brokersChanged(manifest, changed)];
  }
  // What was begun goes on, and who has gone comes back: each server that is replaced is asked about by itself.
  if (begun && when === 'first') {
    return [];
  }
  const conditions = PHASE_CONDITIONS[migration.phase];
  const condition = when === 'roll' ? conditions?.during : conditions?.before;
  const unmet = condition && (await unmetCondition(manifest, engines, condition));
  if (unmet !== undefined) {
    return [notReady(manifest, migration.phase, unmet)];
  }
  return AWAITS_BROKERS.includes(migration.phase) ? await absentReplicas(manifest, await clients()) : [];
}

/** Brokers that there are, whether they run or not. */
const brokersOn = (engines: Engines, { name }: ClusterManifest): Promise<readonly ContainerOnEngine[]> =>
  engines.containers([`${LABELS.cluster}=${name}`, `${LABELS.role}=broker`]);

/** What is not so after a while; undefined when it is. */
async function unmetCondition(
  manifest: ClusterManifest,
  engines: Engines,
  condition: Condition,
): Promise<string | undefined> {
  const view = new MigrationView(manifest, engines);
  let unmet: string | undefined;
  let answered: number | undefined;
  try {
    await until(
      async () => {
        unmet = await condition(view, manifest);
        answered ??= Date.now();
        return unmet === undefined || Date.now() - answered > SHOWS.milliseconds;
      },
      { within: ANSWERS, awaiting: 'the servers to tell how far the metadata are', every: Duration.seconds(1) },
    );
    return unmet;
  } catch (error) {
    return unmet ?? explain(error);
  } finally {
    await view.close();
  }
}

/**
 * Brokers that come with this declaration, or leave.
 *
 * @param known servers that have had their volumes; none where that was not written down
 */
export function changedBrokers(
  { brokers }: Pick<ClusterManifest, 'brokers'>,
  standing: readonly Pick<ContainerOnEngine, 'Names'>[],
  known: readonly string[],
): readonly string[] {
  const declared = brokers.map(({ container }) => container);
  const names = standing.map(({ Names }) => Names[0]?.slice(1) ?? '');
  return [
    ...names.filter((name) => !declared.includes(name)),
    ...(known.length === 0 ? [] : declared.filter((name) => !known.includes(name))),
  ].sort();
}

/** Brokers that a partition names, and that are declared no more: they would be awaited for ever. */
async function absentReplicas(manifest: ClusterManifest, clients: string): Promise<readonly Violation[]> {
  const kafka = await standingAdministrator(manifest, clients);
  const partitions = await withAdmin(kafka, (admin) => viewPartitions(admin));
  const declared = manifest.brokers.map(({ id }) => id);
  const named = new Set(partitions.flatMap(({ replicas }) => replicas));
  const absent = [...named].filter((id) => !declared.includes(id)).sort((a, b) => a - b);
  return absent.length === 0
    ? []
    : [
        brokersChanged(
          manifest,
          absent.map((id) => `broker ${id}, which has copies of partitions`),
        ),
      ];
}

const brokersChanged = ({ name }: ClusterManifest, changed: readonly string[]): Violation => ({
  code: 'MigrationWaits',
  subject: `cluster ${name}`,
  rule: 'brokers must stay the same ones while metadata are on their way: the quorum awaits each of them',
  value: changed.join(', '),
  remedy:
    'declare the former brokers, and change them before the first phase or after the last one: no server was touched',
});

const notReady = ({ name }: ClusterManifest, phase: string, unmet: string): Violation => ({
  code: 'MigrationNotReady',
  subject: `cluster ${name}`,
  rule: `what comes before the phase ${phase} must have come about`,
  value: `still awaiting ${unmet}`,
  remedy:
    'see why (docker ps, docker logs), and deploy again; or declare the phase before once more: no server was touched',
});

const notWithdrawn = ({ name }: ClusterManifest): Violation => ({
  code: 'MigrationNotReady',
  subject: `cluster ${name}`,
  rule: `the phase ${WITHDRAW} must have come about before the former metadata store is declared alone`,
  value: 'brokers take their metadata from a quorum',
  remedy: `declare phase: '${WITHDRAW}', deploy, and go on from there: no server was touched`,
});
