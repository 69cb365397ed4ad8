import Table from 'cli-table3';
import { counted } from '../../model/formats/counted';
import type { FormerAuthority } from '../../model/certificates/identity';
import type { CertificateUse, ClusterStatus, PasswordUse } from './cluster-status';
import type { KafkaStatus, MemberStatus } from './kafka-status';
import type { DriftStatus } from './last-drift';

const DAY_MILLISECONDS = 86_400_000;
/** More than these of a kind would be no screen any more: JSON has all. */
const SHOWN = 10;
const style = { head: [], border: [], compact: true };

/** One screen of it. */
export function statusText(
  { servers, authorities, certificates, passwords, credentials, kafka, drift }: ClusterStatus,
  now: Date,
): string {
  const running = new Table({ head: ['server', 'state', 'version', 'address'], style });
  running.push(
    ...servers.map(({ container, state, version = '', addresses }) => [
      container,
      state,
      version,
      addresses.join(', '),
    ]),
  );
  const ending = new Table({ head: ['certificate of', 'ends', 'days left', ''], style });
  ending.push(
    ...certificates.map(({ identity, ends, use }) => [
      identity,
      ends.toISOString().slice(0, 10),
      String(Math.floor((ends.getTime() - now.getTime()) / DAY_MILLISECONDS)),
      USES[use],
    ]),
  );
  const exchanged = new Table({ head: ['authority of', 'version', '', ''], style });
  exchanged.push(
    ...authorities.map(({ authority, version, former, declared }) => [
      authority,
      String(version),
      FORMER[former ?? 'gone'],
      declared ? 'as declared' : 'declared otherwise: the next deployment sees to it',
    ]),
  );
  const changing = new Table({ head: ['password of', 'version', 'by', ''], style });
  changing.push(
    ...passwords.map(({ user, version, mechanism, use }) => [user, String(version), mechanism, LET_IN[use]]),
  );
  const made = new Table({ head: ['secret of', 'version', 'kind', ''], style });
  made.push(...credentials.map(({ holder, version, kind, use }) => [holder, String(version), kind, USES[use]]));
  return [
    running.toString(),
    ...('silence' in kafka ? [`The brokers tell nothing: ${kafka.silence}`] : kafkaText(kafka)),
    driftText(drift),
    ...(certificates.length === 0 ? [] : [ending.toString()]),
    ...(authorities.length === 0 ? [] : [exchanged.toString()]),
    ...(passwords.length === 0 ? [] : [changing.toString()]),
    ...(credentials.length === 0 ? [] : [made.toString()]),
  ].join('\n');
}

const FORMER: Readonly<Record<FormerAuthority | 'gone', string>> = {
  signs: 'trusted, and the former one signs',
  trusted: 'signs, and the former one is trusted',
  gone: 'signs',
};

const LET_IN: Readonly<Record<PasswordUse, string>> = {
  'let in': 'let in',
  refused: 'refused: the next deployment writes it',
  'not seen': 'no broker answers',
};

const USES: Readonly<Record<CertificateUse, string>> = {
  'in use': 'in use',
  'ends soon': 'ends soon: the next deployment issues another one',
  'not taken up': 'not taken up: the next deployment sees to it',
  'not seen': 'its server does not answer',
};

function kafkaText({ controller, voters, observers = [], partitions, groups }: KafkaStatus): readonly string[] {
  const { count, leaderless, underMinInSync, underReplicated } = partitions;
  const lacking = [
    ['without a leader', leaderless],
    ['with too few copies in sync to be written', 'silence' in underMinInSync ? [] : underMinInSync],
    ['lack copies in sync', underReplicated],
  ] as const;
  const found = lacking.filter(([, names]) => names.length > 0);
  return [
    controllerText(controller, voters, observers),
    found.length === 0
      ? `Partitions: ${count}, with all copies in sync`
      : `Partitions: ${count}; ${found.map(([what, names]) => `${names.length} ${what} (${some(names)})`).join('; ')}`,
    ...('silence' in underMinInSync
      ? [`Whether enough copies are in sync, nobody tells: ${underMinInSync.silence}`]
      : []),
    ...groupsText(groups),
  ];
}

function groupsText(groups: KafkaStatus['groups']): readonly string[] {
  if ('silence' in groups) {
    return [`Consumer groups: nobody tells: ${groups.silence}`];
  }
  const lagging = new Table({ head: ['group', 'lag, records', 'partitions'], style });
  lagging.push(
    ...groups
      .slice(0, SHOWN)
      .map((each) =>
        'silence' in each
          ? [each.group, `not told: ${each.silence}`, '']
          : [each.group, String(each.lag), String(each.partitions)],
      ),
  );
  return [
    ...(groups.length === 0 ? ['Consumer groups: none'] : [lagging.toString()]),
    ...(groups.length > SHOWN ? [`and ${counted(groups.length - SHOWN, 'more group')}`] : []),
  ];
}

function controllerText(
  controller: number | undefined,
  voters: KafkaStatus['voters'],
  observers: readonly MemberStatus[],
): string {
  if (voters === undefined) {
    return controller === undefined ? 'Controller: none' : `Controller: broker ${controller}`;
  }
  if ('silence' in voters) {
    return `Quorum: nobody tells: ${voters.silence}`;
  }
  const named = (members: readonly MemberStatus[]): string => some(members.map(({ nodeId }) => `node ${nodeId}`));
  const behind = [...voters, ...observers].filter(({ keepsUp }) => !keepsUp);
  const keepUp = (members: readonly MemberStatus[]): number => members.filter(({ keepsUp }) => keepsUp).length;
  const leader = controller === undefined ? 'none leads' : `node ${controller} leads`;
  return [
    `Quorum: ${leader}, ${keepUp(voters)} of ${counted(voters.length, 'voter keeps', 'voters keep')} up`,
    ...(observers.length === 0
      ? []
      : [`${keepUp(observers)} of ${counted(observers.length, 'observer')} (${named(observers)})`]),
    ...(behind.length === 0 ? [] : [`behind: ${named(behind)}`]),
  ].join('; ');
}

const some = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, ...` : names.join(', ');

function driftText(drift: DriftStatus | undefined): string {
  if (drift === undefined) {
    return 'Drift: no report of this cluster here tells of any look for it; npm run drift looks';
  }
  const { looked, verdict, violations } = drift;
  const found =
    verdict === 'pass' ? 'none' : verdict === 'fail' ? `${violations} not as declared` : 'it could not be judged';
  return `Drift: ${found} on ${looked.toISOString().slice(0, 16).replace('T', ' ')} UTC; npm run drift looks again`;
}
