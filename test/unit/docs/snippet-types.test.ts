import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PROJECT = path.join(__dirname, '..', '..', '..');
const PAGES = ['authentication', 'console', 'kraft'];

/** What surrounds the code of a page: what it takes for granted. */
const SURROUNDINGS = `
declare const app: App;
declare const stack: TerraformStack;
declare const cluster: KafkaCluster;
declare const resources: KafkaResources;
declare const tools: ProjectTools;
declare const listeners: KafkaClusterProps['listeners'];
`;
const TAKEN_FOR_GRANTED = ['KafkaCluster', 'KafkaClusterProps', 'KafkaResources', 'ProjectTools'];

/** Code as a compiler takes it: pages show props of a cluster beside statements. */
function moduleOf(code: string): string {
  const props: string[] = [];
  const statements: string[] = [];
  let target = statements;
  for (const line of code.split('\n')) {
    target = /^\w+: /.test(line) ? props : /^[\s\]})]/.test(line) ? target : statements;
    target.push(line);
  }
  const used = code.replace(/'[^']*'/g, '').match(/\b[A-Z]\w*[a-z]\w*/g) ?? [];
  const names = [...new Set([...used, ...TAKEN_FOR_GRANTED])].filter((name) => name !== 'TerraformStack');
  return [
    "import { readFileSync } from 'node:fs';",
    "import { type App, TerraformStack } from 'cdktf';",
    `import { ${names.join(', ')} } from './constructs';`,
    SURROUNDINGS,
    '{',
    ...statements,
    `const props: Partial<KafkaClusterProps> = {\n${props.join('\n')}\n};`,
    '}',
  ].join('\n');
}

const snippets = PAGES.flatMap((page) =>
  [...readFileSync(path.join(PROJECT, 'docs', `${page}.md`), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code = ''], index) => ({ page, file: path.join(PROJECT, `shown-${page}-${index}.ts`), code }),
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

test.each(PAGES)('docs/%s.md shows code', (page) => {
  expect(snippets.filter((snippet) => snippet.page === page)).not.toEqual([]);
});

test.each(snippets)('what docs/$page.md shows is taken by the compiler: $code', ({ file }) => {
  expect(faults.get(file)).toEqual([]);
});

test('fails for a prop or a method that is not there', () => {
  expect(faults.get(MISTAKEN)).toHaveLength(2);
});
