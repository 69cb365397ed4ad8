import { MIGRATION_PHASES } from '../../../../model/metadata/migration/migration-phase';
import { type Observed, PHASE_CONDITIONS } from '../../../../rollout/migration/phase-conditions';

const NOW = 100_000;

interface Seen {
  readonly leader?: number;
  /** Members that have not caught up for long. */
  readonly behind?: readonly number[];
  /** Controllers that migrate. */
  readonly migrating?: readonly number[];
  /** Who doesn't answer. */
  readonly silent?: readonly number[];
  /** Brokers that are members. */
  readonly members?: readonly number[];
  readonly former?: Awaited<ReturnType<Observed['former']>>;
}

const CONTROLLERS = [1001, 1002, 1003];
const BROKERS = [1, 2, 3];

const observed = ({
  leader = 1002,
  behind = [],
  migrating = CONTROLLERS,
  members = [],
  silent = [],
  former,
}: Seen): Observed => {
  const member = (nodeId: number) => ({
    ...{ nodeId, directory: 'd', logEndOffset: 1 },
    caughtUpMs: behind.includes(nodeId) ? NOW - 60_000 : NOW,
  });
  return {
    quorum: () =>
      Promise.resolve({ leader, epoch: 1, voters: CONTROLLERS.map(member), observers: members.map(member) }),
    controllerSpeech: () =>
      Promise.resolve(
        new Map(
          CONTROLLERS.filter((id) => !silent.includes(id)).map((id) => [
            id,
            { migrates: migrating.includes(id), inQuorum: true },
          ]),
        ),
      ),
    brokerSpeech: () =>
      Promise.resolve(
        new Map(
          BROKERS.filter((id) => !silent.includes(id)).map((id) => [
            id,
            { migrates: true, inQuorum: members.includes(id) },
          ]),
        ),
      ),
    former: () => Promise.resolve(former ?? { byQuorum: true, controller: leader, offset: 5 }),
  };
};

const manifest = {
  brokers: BROKERS.map((id) => ({ id, container: '', advertised: {}, published: [], file: '', settings: {} })),
  metadata: {
    ...{ kind: 'migration', name: '', version: '' },
    servers: [undefined, ...CONTROLLERS].map((nodeId, id) => ({
      ...{ id, role: '', nodeId, container: '', host: '', port: 1, file: '' },
    })),
  },
};

const before = (phase: string, seen: Seen) => PHASE_CONDITIONS[phase]?.before(observed(seen), manifest);
const during = (phase: string, seen: Seen) => PHASE_CONDITIONS[phase]?.during(observed(seen), manifest);
const after = (phase: string, seen: Seen) => PHASE_CONDITIONS[phase]?.after(observed(seen), manifest);

test('every phase has a condition', () => {
  expect(Object.keys(PHASE_CONDITIONS).sort()).toEqual([...MIGRATION_PHASES].sort());
});

test('the quorum is whole and ready before brokers are told of it', async () => {
  expect(await before('migrate', {})).toBeUndefined();
  expect(await before('migrate', { leader: -1 })).toContain('elect a leader');
  expect(await before('migrate', { behind: [1003] })).toContain('controller 1003');
  expect(await before('migrate', { migrating: [1001, 1002] })).toContain('controller 1003 to be ready');
  expect(await after('provision', { migrating: [] })).toContain('1001, 1002, 1003');
});

test('the metadata are taken before the first broker becomes a member', async () => {
  expect(await before('dualWrite', {})).toBeUndefined();
  expect(await before('dualWrite', { former: { byQuorum: true, controller: 1002, offset: -1 } })).toContain('take');
  expect(await before('dualWrite', { former: { byQuorum: false, controller: 1, offset: 5 } })).toContain('lead');
  expect(await after('migrate', { members: [2] })).toBe('broker 2 to have left the quorum');
});

test('every broker is a member that has all before the way back ends', async () => {
  expect(await before('finalize', { members: BROKERS })).toBeUndefined();
  expect(await before('finalize', { members: [1, 3] })).toBe('broker 2 to be a member of the quorum');
  expect(await before('finalize', { members: BROKERS, behind: [3] })).toContain('broker 3 to have all');
});

test('a server that has gone comes back in a phase that has begun, but none ends the way back of a broker that is no member', async () => {
  expect(await during('migrate', { behind: [1003], silent: [1003] })).toBeUndefined();
  expect(await during('dualWrite', { behind: [1003], silent: [1003] })).toBeUndefined();
  expect(await during('finalize', { members: [1, 2] })).toContain('broker 3');
  expect(await during('finalize', { members: [1, 2, 3], silent: [3] })).toContain('broker 3');
  expect(await during('finalize', { members: [1, 2], migrating: [] })).toBeUndefined();
  expect(await during('finalize', { members: [1, 2], migrating: [1003] })).toContain('broker 3');
  expect(await during('finalize', { members: [1, 2], migrating: [], silent: [1003] })).toContain('broker 3');
  expect(await during('retire', { migrating: [], silent: [1003] })).toBeUndefined();
});

test('every controller has ended it before the former servers go', async () => {
  expect(await before('retire', { migrating: [] })).toBeUndefined();
  expect(await before('retire', { migrating: [1001] })).toContain('controller 1001');
});

test('no broker is a member before the quorum goes, and it is forgotten before brokers go back', async () => {
  expect(await before('withdraw', {})).toBeUndefined();
  expect(await before('withdraw', { members: [1] })).toContain('broker 1');
  expect(await during('withdraw', {})).toContain('forget');
  expect(await during('withdraw', { former: { byQuorum: false, offset: 5 } })).toContain('forget the quorum');
  expect(await during('withdraw', { former: { byQuorum: false } })).toBeUndefined();
  expect(await after('withdraw', { former: { byQuorum: false } })).toContain('controller');
  expect(await after('withdraw', { former: { byQuorum: false, controller: 2 } })).toBeUndefined();
});

test('nothing may be left of an earlier attempt when a quorum comes', async () => {
  expect(await before('provision', { former: { byQuorum: false, controller: 1 } })).toBeUndefined();
  expect(await before('provision', { former: { byQuorum: false, controller: 1, offset: -1 } })).toBeUndefined();
  expect(await before('provision', { former: { byQuorum: false, controller: 1, offset: 9 } })).toContain('attempt');
});
