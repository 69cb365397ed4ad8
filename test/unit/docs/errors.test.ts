import { DELIVERY_VIOLATIONS } from '../../../proof/verification/delivery-verifier';
import { codesIn, printedCodesIn, rowsOf, sorted, sourcesOf } from '../fixtures/violation-codes';

/** Put together at run time, out of the kinds of what a delivery can have suffered. */
const COMPUTED = Object.keys(DELIVERY_VIOLATIONS).map(
  (kind) => `Records${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
);

/** Programs that print their errors by themselves. */
const PROGRAMS = [
  'cli/run.mjs',
  'certs/issue.sh',
  'constructs/cluster/data-volumes.sh',
  'constructs/cluster/format-storage.sh',
  'constructs/cluster/keytabs.sh',
  'constructs/cluster/member-volumes.sh',
  'constructs/cluster/migrating-volumes.sh',
  'constructs/cluster/spread-volumes.sh',
  'constructs/cluster/storage-volumes.sh',
  'constructs/cluster/take-metadata.sh',
  'constructs/containers/step-container.ts',
  'constructs/containers/retirement-guard.ts',
  'model/authentication/password-versions.ts',
  'model/metadata/migration/migration-phase.ts',
  'model/moving/factor-refusal.ts',
];

const codes = [
  ...sourcesOf(['settings.ts', 'cli', 'bootstrap', 'rollout', 'runtime', 'proof', 'testing']).flatMap((file) =>
    codesIn(file).map(({ code }) => code),
  ),
  ...PROGRAMS.flatMap(printedCodesIn),
  ...COMPUTED,
];
const rows = rowsOf('errors.md');

test('every code that a command, a step or the proof ends with is in docs/errors.md, and every code there is one of those', () => {
  expect(sorted(rows.map(([code = '']) => code))).toEqual(sorted(codes));
});

test('no code is in the tables twice', () => {
  expect(rows).toHaveLength(new Set(rows.map(([code]) => code)).size);
});

test('each row says where a code appears, why, and what to do', () => {
  for (const [code, ...cells] of rows) {
    expect({ code, cells: cells.map((cell) => cell.trim() !== '') }).toEqual({ code, cells: [true, true, true] });
  }
});
