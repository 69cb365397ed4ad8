import path from 'node:path';
import ts from 'typescript';

const PROJECT = path.join(__dirname, '..', '..', '..');

/** Optional properties of the interfaces that the package exports, as `Interface.property`, and whether they say their default. */
function optionalProperties(): ReadonlyMap<string, boolean> {
  const { config } = ts.readConfigFile(path.join(PROJECT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, PROJECT);
  const index = path.join(PROJECT, 'constructs', 'index.ts');
  const program = ts.createProgram([index], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return new Map(
    exported
      .map((symbol) => ((symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)))
      .flatMap((symbol) => symbol.declarations ?? [])
      .filter((declaration) => ts.isInterfaceDeclaration(declaration))
      .flatMap(({ name, members }) =>
        members
          .filter((member) => ts.isPropertySignature(member) && member.questionToken !== undefined)
          .map((member) => {
            const tags = ts.getJSDocTags(member).map(({ tagName }) => tagName.text);
            return [`${name.text}.${member.name?.getText() ?? ''}`, tags.includes('default')] as const;
          }),
      ),
  );
}

test('every optional property that the package exports says its default in a tag', () => {
  const properties = optionalProperties();
  expect(properties.get('KafkaClusterOptions.version')).toBe(true);
  expect([...properties].filter(([, isSaid]) => !isSaid).map(([name]) => name)).toEqual([]);
});
