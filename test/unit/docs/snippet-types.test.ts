import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { blocksOf } from '../../support/shown-blocks';

const PROJECT = path.join(__dirname, '..', '..', '..');
const DOCS = path.join(PROJECT, 'docs');
/** Parts of an example are there as they are shown: snippets.test.ts sees to that. What is JavaScript there is not. */
const OF_EXAMPLES = ['package', 'testing'];
const PAGES = readdirSync(DOCS).flatMap((file) => (path.extname(file) === '.md' ? [path.basename(file, '.md')] : []));

/** What surrounds the code of a page: what it takes for granted. */
const SURROUNDINGS = `
declare const app: App;
declare const stack: TerraformStack;
declare const cluster: KafkaCluster;
declare const kafka: KafkaCluster;
declare const resources: KafkaResources;
declare const tools: ProjectTools;
declare const listeners: KafkaClusterProps['listeners'];
`;
/** What lies where, for who has installed the package. */
const PLACES: Readonly<Record<string, string>> = {
  'cdktf-kafka': './constructs',
  'cdktf-kafka/proof': './proof/public',
};
/** What the command `import` writes, for a project like that of its test. */
const IMPORTED = './test/unit/cli/import/imported-resources';
const TAKEN_FOR_GRANTED = ['KafkaCluster', 'KafkaClusterProps', 'KafkaResources', 'ProjectTools'];

/** Code as a compiler takes it: pages show props of a cluster beside statements. */
function moduleOf(code: string): string {
  const props: string[] = [];
  const statements: string[] = [];
  const imports: string[] = [];
  let target = statements;
  for (const line of code.split('\n')) {
    const [, names, place = ''] = /^import (\{.*\}) from '(.*)';$/.exec(line) ?? [];
    if (names !== undefined) {
      imports.push(`import ${names} from '${PLACES[place] ?? place}';`);
      continue;
    }
    target = /^\w+: /.test(line) ? props : /^[\s\]})]/.test(line) ? target : statements;
    target.push(line);
  }
  const used = code.replace(/'[^']*'/g, '').match(/\b[A-Z]\w*[a-z]\w*/g) ?? [];
  const elsewhere = ['TerraformStack', 'ImportedResources'];
  const names = [...new Set([...used, ...TAKEN_FOR_GRANTED])].filter(
    (name) => !elsewhere.includes(name) && !imports.some((line) => new RegExp(`\\b${name}\\b`).test(line)),
  );
  return [
    "import { readFileSync } from 'node:fs';",
    "import { type App, TerraformStack } from 'cdktf';",
    `import { ImportedResources } from '${IMPORTED}';`,
    ...imports,
    `import { ${names.join(', ')} } from './constructs';`,
    SURROUNDINGS,
    'export async function shown(): Promise<void> {',
    ...statements,
    `const props: Partial<KafkaClusterProps> = {\n${props.join('\n')}\n};`,
    '}',
  ].join('\n');
}

const snippets = PAGES.flatMap((page) =>
  blocksOf(`docs/${page}.md`).flatMap(({ language, code }, index) =>
    language === 'js' || (language === 'ts' && !OF_EXAMPLES.includes(page))
      ? [{ page, file: path.join(PROJECT, `shown-${page}-${index}.ts`), code }]
      : [],
  ),
);

/** What the compiler says of each file. */
function faultsIn(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(path.join(PROJECT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: ['node'] }, PROJECT);
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...texts.keys()], options, {
    ...host,
    fileExists: (file) => texts.has(path.normalize(file)) || host.fileExists(file),
    getSourceFile: (file, version) => {
      const text = texts.get(path.normalize(file));
      return text === undefined ? host.getSourceFile(file, version) : ts.createSourceFile(file, text, version);
    },
  });
  return new Map(
    [...texts.keys()].map((file) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

const MISTAKEN = path.join(PROJECT, 'shown-mistaken.ts');
let faults: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  faults = faultsIn(
    new Map([
      ...snippets.map(({ file, code }) => [file, moduleOf(code)] as const),
      [MISTAKEN, moduleOf("brokers: 'three',\nresources.addUsers('shop');\n")],
    ]),
  );
}, 300_000);

test('pages show code', () => {
  expect(new Set(snippets.map(({ page }) => page))).toEqual(
    new Set(['authentication', 'changing', 'console', 'hosts', 'kraft', 'package']),
  );
});

test.each(snippets)('what docs/$page.md shows is taken by the compiler: $code', ({ file }) => {
  expect(faults.get(file)).toEqual([]);
});

test('fails for a prop or a method that is not there', () => {
  expect(faults.get(MISTAKEN)).toHaveLength(2);
});
