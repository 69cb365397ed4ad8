import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PROJECT = path.join(__dirname, '..', '..', '..');
const LAYERS = ['model', 'certs', 'constructs', 'runtime', 'rollout', 'proof', 'bootstrap', 'testing', 'cli'];
/** What stands beside the layers, and above them. */
const BESIDE = ['test', 'scripts', 'dashboards', 'examples', 'bench', 'images'];
const ABOVE = ['settings.ts', 'main.ts'];

/** The programs in a folder, by their paths in the project. */
const programs = (folder: string): readonly string[] =>
  readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));

/** Files, by their paths in the project, each with those of them that it imports, for values and types alike. */
function importGraph(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set(files);
  const target = (file: string, specifier: string): readonly string[] => {
    const base = path.join(path.dirname(file), specifier);
    return [`${base}.ts`, path.join(base, 'index.ts')].filter((candidate) => known.has(candidate));
  };
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(path.join(PROJECT, file), 'utf8'));
      return [file, importedFiles.flatMap(({ fileName }) => target(file, fileName))];
    }),
  );
}

/** Circles of a graph: each group of nodes that all reach each other. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(graph.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(...(graph.get(next) ?? []));
      }
    }
    return seen;
  };
  const reached = new Map([...graph.keys()].map((node) => [node, reach(node)]));
  const groups = [...reached]
    .filter(([node, seen]) => seen.has(node))
    .map(([node, seen]) => [...seen].filter((other) => reached.get(other)?.has(node)).sort());
  return [...new Map(groups.map((group) => [group.join(' '), group])).values()];
}

/** The graph of the files' folders; what lies right in a folder serves those within it, and is no other folder. */
function folderGraph(graph: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const isWithin = (inner: string, outer: string): boolean => `${inner}/`.startsWith(`${outer}/`);
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of graph) {
    const from = path.dirname(file);
    const others = imports.map((to) => path.dirname(to)).filter((to) => !isWithin(from, to) && !isWithin(to, from));
    folders.set(from, new Set([...(folders.get(from) ?? []), ...others]));
  }
  return new Map([...folders].map(([folder, others]) => [folder, [...others]]));
}

const layered = LAYERS.flatMap(programs);
const graph = importGraph(layered);
const beside = BESIDE.flatMap(programs);

test('no files need each other, directly or by way of others', () => {
  const all = importGraph([...layered, ...beside, ...ABOVE]);
  expect(all.get('main.ts')).toEqual(expect.arrayContaining(['settings.ts', 'constructs/index.ts']));
  expect(circles(all)).toEqual([]);
});

test('no folders need each other, directly or by way of others', () => {
  expect(circles(folderGraph(graph))).toEqual([]);
});

test('no folder has more than 25 files of its own', () => {
  const counts = new Map<string, number>();
  for (const file of [...layered, ...beside]) {
    counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
});

/**
 * Lints the imports of texts as if they lay at given paths, which needs no types: ESLint and its configuration are modules, which Jest does not
 * load.
 */
const LINTER = `
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => /import|syntax/.test(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});
const messages = [];
for (const [filePath, code] of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath });
  messages.push(result.messages.map(({ message }) => message));
}
process.stdout.write(JSON.stringify(messages));
`;

/** What the linter says of the imports in each file, in their order. */
function lint(files: readonly (readonly [file: string, code: string])[]): readonly (readonly string[])[] {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', LINTER], {
    cwd: PROJECT,
    input: JSON.stringify(files),
    encoding: 'utf8',
  });
  return JSON.parse(output) as readonly (readonly string[])[];
}

describe('the linter', () => {
  const wrong = [
    ['model/units/size.ts', "import '../../certs/plan';", 'model may import no other layer'],
    ['model/units/size.ts', "import type { Plan } from '../../certs/plan';", 'model may import no other layer'],
    ['model/units/size.ts', "export * from '../../certs/plan';", 'model may import no other layer'],
    ['model/units/size.ts', "void import('../../certs/plan');", 'model may import no other layer'],
    ['model/units/size.ts', "require('../../certs/plan');", '`require()` style import is forbidden'],
    ['model/units/size.ts', "export let plan: import('../../certs/plan').Plan;", 'import it where the file begins'],
    ['model/units/size.ts', "void import('cdktf');", 'import it where the file begins'],
    ['model/units/size.ts', "import '../../test/unit/fixtures/cluster';", 'model may import no other layer'],
    ['model/units/size.ts', "import '../../dashboards/cluster';", 'model may import no other layer'],
    ['model/units/size.ts', "import type { Construct } from 'constructs';", 'model may not know this package'],
    ['model/units/size.ts', "import '@cdktf/provider-docker/lib/container';", 'model may not know this package'],
    ['model/units/size.ts', "import 'node:child_process';", 'model may not know this package'],
    ['certs/plan.ts', "import '../constructs/index';", 'certs may import model'],
    ['constructs/index.ts', "import '../runtime/wait';", 'constructs may import certs, model'],
    ['constructs/index.ts', "import 'node:child_process';", 'constructs may not know this package'],
    ['constructs/index.ts', "import 'kafkajs';", 'constructs may not know this package'],
    ['runtime/wait.ts', "import '../proof/index';", 'runtime may import certs, model'],
    ['runtime/wait.ts', "import 'commander';", 'runtime may not know this package'],
    ['rollout/gate.ts', "import '../proof/index';", 'rollout may import runtime, model'],
    ['proof/index.ts', "import '../rollout/gate';", 'proof may import runtime, model'],
    ['bootstrap/setup.ts', "import '../cli/workspace';", 'bootstrap may import runtime, model'],
    ['cli/bin.ts', "import '../constructs/index';", 'cli may import bootstrap, proof'],
    ['settings.ts', "import './cli/bin';", 'settings.ts may import runtime'],
    ['main.ts', "import './model/units/size';", 'main.ts may import settings.ts, constructs'],
    ['dashboards/cluster.ts', "import '../cli/bin';", 'dashboards may import no other layer'],
    ['examples/first.ts', "import '../model/units/size';", 'examples may import constructs'],
    ['cli/bin.ts', "process.env['KAFKA_GATE'] = 'open';", 'hand variables to the process that is started'],
    ['cli/bin.ts', "Object.assign(process.env, { KAFKA_GATE: 'open' });", 'hand variables to the process'],
    ['cli/bin.ts', 'process.env = {};', 'hand variables to the process that is started'],
  ] as const;
  const right = [
    ['constructs/index.ts', "export { Size } from '../model/units/size';"],
    ['cli/bin.ts', 'Object.keys(process.env);'],
  ] as const;
  let messages: readonly (readonly string[])[];

  beforeAll(() => {
    messages = lint([...wrong.map(([file, code]) => [file, `${code}\n`] as const), ...right]);
  }, 600_000);

  test.each(wrong.map((row, index) => [...row, index] as const))(
    'fails in %s for %s',
    (_file, _code, message, index) => {
      expect(messages[index]?.join('\n')).toContain(message);
    },
  );

  test.each(right.map((row, index) => [...row, index] as const))('takes in %s %s', (_file, _code, index) => {
    expect(messages[wrong.length + index]).toEqual([]);
  });
});
