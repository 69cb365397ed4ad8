import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codesIn, PROJECT, rowsOf, sorted, sourcesOf } from '../fixtures/violation-codes';

/** Texts of a union type's members that are allowed to be let through. */
function waivable(file: string, pattern: RegExp): readonly string[] {
  const [, union = ''] = pattern.exec(readFileSync(path.join(PROJECT, file), 'utf8')) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].flatMap(([, code]) => code ?? []);
}

const codes = sourcesOf(['constructs', 'certs', 'model']).flatMap(codesIn);
const rows = rowsOf('validation.md').map(([code = '', outcome = '', , way = '']) => ({ code, outcome, way }));

test('every code of a violation is in the table of docs/validation.md, and every code in the table is one of a violation', () => {
  expect(sorted(rows.map(({ code }) => code))).toEqual(sorted(codes.map(({ code }) => code)));
});

test('no code is in the table twice', () => {
  const once = new Set(rows.map(({ code }) => code));
  expect(rows).toHaveLength(once.size);
});

test('the table says of each code whether it is refused or warned about', () => {
  const said = sorted(rows.filter(({ outcome }) => outcome === 'warned').map(({ code }) => code));
  expect(said).toEqual(sorted(codes.filter(({ warned }) => warned).map(({ code }) => code)));
});

test('the tables say of each code that can be let through by its name that it can', () => {
  // A step refuses some, which is none of synth's.
  const bySteps = rowsOf('errors.md').filter(([code = '', ...cells]) =>
    cells.some((cell) => cell.includes(`allow: ['${code}']`)),
  );
  const atSynth = rows.filter(({ way }) => way === '`allow`').map(({ code }) => code);
  const said = sorted([...atSynth, ...bySteps.flatMap(([code]) => code ?? [])]);
  const typed = [
    ...waivable('model/declaration/cluster-props.ts', /type WaivableViolation =([^;]+);/),
    ...waivable('model/resources/topic-props.ts', /readonly allow\?: readonly ([^;]+)\[\];/),
  ];
  expect(said).toEqual(sorted(typed));
});
