import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PROJECT = path.join(__dirname, '..', '..', '..');

interface Code {
  readonly code: string;
  readonly warned: boolean;
}

/** Codes of a source file's violations: the texts in every property `code`, and whether the violation is but unwise. */
function codesIn(file: string): Code[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Code[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') {
      const warned = node.parent.properties.some((property) => property.name?.getText() === 'unwise');
      textsIn(node.initializer).forEach((code) => found.push({ code, warned }));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A text, or those that a condition chooses from; the condition itself speaks of other things. */
function textsIn(node: ts.Expression): readonly string[] {
  if (ts.isConditionalExpression(node)) {
    return [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)];
  }
  return ts.isStringLiteralLike(node) ? [node.text] : [];
}

/** Texts of a union type's members that are allowed to be let through. */
function waivable(file: string, pattern: RegExp): readonly string[] {
  const [, union = ''] = pattern.exec(readFileSync(path.join(PROJECT, file), 'utf8')) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].flatMap(([, code]) => code ?? []);
}

const files = ['constructs', 'certs', 'model'].flatMap((folder) =>
  readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('provider-kafka'))
    .map((file) => path.join(PROJECT, folder, file)),
);
const codes = files.flatMap(codesIn);

const page = readFileSync(path.join(PROJECT, 'docs', 'validation.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| (refused|warned) \| .+ \| (.+) \|$/gm)].map(
  ([, code = '', outcome = '', way = '']) => ({ code, outcome, way }),
);

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

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

test('the table says of each code that can be let through by its name that it can', () => {
  const said = sorted(rows.filter(({ way }) => way === '`allow`').map(({ code }) => code));
  const typed = [
    ...waivable('model/declaration/cluster-props.ts', /type WaivableViolation =([^;]+);/),
    ...waivable('constructs/resources/topic.ts', /readonly allow\?: readonly ([^;]+)\[\];/),
  ];
  expect(said).toEqual(sorted(typed));
});
