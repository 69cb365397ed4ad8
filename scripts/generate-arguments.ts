/** Writes what the public API takes, as its types say it, so that it can be told from anything else at run time: `npm run arguments`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Parameter, Prop, Signatures, TypeDescription } from '../model/arguments/type-description';

const project = path.join(__dirname, '..');

/** The checked-in file, from the project's folder. */
const ARGUMENTS_FILE = path.join('model', 'arguments', 'generated', 'signatures.ts');

/** What every public constructor, factory and method takes. */
export function argumentSignatures(): Signatures {
  const entry = path.join(project, 'constructs', 'index.ts');
  const config = ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, project);
  const program = ts.createProgram([entry], { ...options, noEmit: true });
  const source = program.getSourceFile(entry);
  if (source === undefined) {
    throw new Error(`no ${entry}`);
  }
  return new Reader(program.getTypeChecker()).read(source);
}

class Reader {
  private readonly callables: Record<string, readonly Parameter[]> = {};
  private readonly interfaces: Record<string, Readonly<Record<string, Prop>>> = {};

  public constructor(private readonly checker: ts.TypeChecker) {}

  public read(entry: ts.SourceFile): Signatures {
    const module = this.checker.getSymbolAtLocation(entry);
    const exported = module === undefined ? [] : this.checker.getExportsOfModule(module);
    for (const symbol of exported) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
      const declaration = target.declarations?.find(ts.isClassDeclaration);
      if (declaration !== undefined) {
        this.readClass(symbol.name, declaration);
      }
    }
    const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
    return { callables: sorted(this.callables), interfaces: sorted(this.interfaces) };
  }

  private readClass(name: string, declaration: ts.ClassDeclaration): void {
    for (const member of declaration.members) {
      const flags = ts.getCombinedModifierFlags(member);
      if (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected) || isInternal(member)) {
        continue;
      }
      if (ts.isConstructorDeclaration(member)) {
        this.callables[name] = this.parametersOf(member);
      } else if (ts.isMethodDeclaration(member) && member.parameters.length > 0) {
        const separator = flags & ts.ModifierFlags.Static ? '.' : '#';
        this.callables[`${name}${separator}${member.name.getText()}`] = this.parametersOf(member);
      }
    }
  }

  private parametersOf(callable: ts.ConstructorDeclaration | ts.MethodDeclaration): readonly Parameter[] {
    return callable.parameters.map((parameter) => {
      const type = this.checker.getTypeAtLocation(parameter);
      const optional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
      return {
        name: ts.isIdentifier(parameter.name) ? parameter.name.text : 'props',
        type: this.describe(type),
        ...(optional && { optional }),
      };
    });
  }

  private describe(type: ts.Type): TypeDescription {
    const { flags } = type;
    if (flags & ts.TypeFlags.BooleanLike && !type.isLiteral()) {
      return 'boolean';
    }
    if (type.isStringLiteral() || type.isNumberLiteral()) {
      return { literals: [type.value] };
    }
    if (flags & ts.TypeFlags.String) {
      return 'string';
    }
    if (flags & ts.TypeFlags.Number) {
      return 'number';
    }
    if (flags & ts.TypeFlags.BigInt) {
      return 'bigint';
    }
    return type.isUnion() ? this.describeUnion(type) : this.describeObject(type);
  }

  private describeUnion({ types }: ts.UnionType): TypeDescription {
    const members = types.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.BooleanLiteral)));
    const literals = members.flatMap((each) => (each.isStringLiteral() || each.isNumberLiteral() ? [each.value] : []));
    const anyOf: TypeDescription[] = [
      ...(types.some(({ flags }) => flags & ts.TypeFlags.BooleanLiteral) ? (['boolean'] as const) : []),
      ...(literals.length > 0 ? [{ literals: [...literals].sort() }] : []),
      ...members
        .filter((each) => !each.isStringLiteral() && !each.isNumberLiteral())
        .map((each) => this.describe(each)),
    ];
    const [only] = anyOf;
    return anyOf.length === 1 && only !== undefined ? only : { anyOf };
  }

  private describeObject(type: ts.Type): TypeDescription {
    if (type.getCallSignatures().length > 0) {
      return 'function';
    }
    const symbol = type.aliasSymbol?.name === 'Readonly' ? type.getSymbol() : (type.aliasSymbol ?? type.getSymbol());
    if (this.checker.isArrayType(type)) {
      const [element] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { list: element === undefined ? 'object' : this.describe(element) };
    }
    const byName = type.getStringIndexType();
    const byNumber = type.getNumberIndexType();
    if (byName !== undefined || byNumber !== undefined) {
      const values = byName ?? byNumber;
      return { map: values === undefined ? 'object' : this.describe(values), keys: byName ? 'string' : 'number' };
    }
    const declaration = symbol?.declarations?.[0];
    if (
      declaration === undefined ||
      symbol === undefined ||
      declaration.getSourceFile().fileName.includes('node_modules')
    ) {
      return 'object';
    }
    if (ts.isClassDeclaration(declaration)) {
      return { instance: symbol.name };
    }
    if (this.interfaces[symbol.name] === undefined) {
      this.interfaces[symbol.name] = {};
      this.interfaces[symbol.name] = this.propsOf(type);
    }
    return { props: symbol.name };
  }

  private propsOf(type: ts.Type): Readonly<Record<string, Prop>> {
    // A construct's `node` tells it from what merely looks like one.
    const own = type
      .getProperties()
      .filter(
        ({ name, declarations: [first] = [] }) =>
          name === 'node' || (first !== undefined && !first.getSourceFile().fileName.includes('node_modules')),
      );
    return Object.fromEntries(
      own
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((property) => {
          const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
          return [
            property.name,
            { type: this.describe(this.checker.getTypeOfSymbol(property)), ...(optional && { optional }) },
          ];
        }),
    );
  }
}

const isInternal = (node: ts.Node): boolean =>
  (ts.getLeadingCommentRanges(node.getSourceFile().text, node.getFullStart()) ?? []).some(({ pos, end }) =>
    node.getSourceFile().text.slice(pos, end).includes('@internal'),
  );

/** As it is checked in. */
export const renderSignatures = (signatures: Signatures): string =>
  [
    "import type { Signatures } from '../type-description';",
    '',
    '/** What the public API takes: made by `npm run arguments`. */',
    `export const SIGNATURES = ${JSON.stringify(signatures, undefined, 1)} as const satisfies Signatures;`,
    '',
  ].join('\n');

if (require.main === module) {
  writeFileSync(path.join(project, ARGUMENTS_FILE), renderSignatures(argumentSignatures()));
}

/** As it was made last. */
export const writtenSignatures = (): string => readFileSync(path.join(project, ARGUMENTS_FILE), 'utf8');
