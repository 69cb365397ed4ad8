import {
  isFinal,
  type MigrationStage,
  STAGES,
  stepRefusal,
} from '../../../../../model/metadata/migration/migration-phase';

const ALL = Object.keys(STAGES) as readonly MigrationStage[];
const FORWARD: readonly MigrationStage[] = [
  ...(['former', 'provision', 'migrate', 'dualWrite', 'finalize', 'retire', 'kraft'] as const),
];

test('each phase leads to the next one, and to no other further on', () => {
  for (const [index, at] of FORWARD.entries()) {
    const ahead = FORWARD.slice(index + 1).filter((declared) => stepRefusal('dev', at, declared) === undefined);
    expect(ahead).toEqual(FORWARD.slice(index + 1, index + 2));
  }
});

test('each step changes the properties of one kind of server alone, and takes the former servers away when nothing uses them', () => {
  for (const at of ALL) {
    for (const next of STAGES[at].next) {
      const [before, after] = [STAGES[at], STAGES[next]];
      const changed = [before.brokers !== after.brokers, before.controllers !== after.controllers];
      // Brokers that have left the quorum may be the last to know of it: the way back takes both.
      expect(changed.filter(Boolean).length).toBeLessThanOrEqual(next === 'withdraw' ? 2 : 1);
      expect(before.formerServers || !after.formerServers).toBe(true);
      expect(after.formerServers || before.brokers === 'kraft').toBe(true);
    }
  }
});

test('every stage before finalize leads back to the former store, and none from there on', () => {
  const reaches = (at: MigrationStage, seen: readonly MigrationStage[] = []): boolean =>
    at === 'former' || STAGES[at].next.some((next) => !seen.includes(next) && reaches(next, [...seen, at]));
  expect(ALL.filter((at) => !reaches(at))).toEqual(ALL.filter(isFinal));
  expect(ALL.filter(isFinal)).toEqual(['finalize', 'retire', 'kraft']);
});

test('a stage that is declared again changes nothing, and is no fault', () => {
  expect(ALL.map((at) => stepRefusal('dev', at, at))).toEqual(ALL.map(() => undefined));
});

test('fails with the phases that may come next, when one is left out', () => {
  expect(stepRefusal('dev/metadata', 'provision', 'dualWrite')).toMatch(
    /^\[MigrationStepSkipped\] dev\/metadata: .*, got dualWrite; declare migrate or withdraw, deploy, and go on from there: no server was touched$/,
  );
  expect(stepRefusal('dev', 'dualWrite', 'withdraw')).toContain('[MigrationStepSkipped]');
  expect(stepRefusal('dev', 'former', 'kraft')).toContain('[MigrationStepSkipped]');
});

test('fails for any way back after finalize', () => {
  for (const declared of ALL.filter((stage) => !isFinal(stage))) {
    for (const at of ALL.filter(isFinal)) {
      expect(stepRefusal('dev', at, declared)).toContain('[MigrationFinal]');
    }
  }
});
