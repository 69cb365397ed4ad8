/** Writes the signatures of everything that the package exports, one file for each way in, for reviews to see: `npm run api`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import ts from 'typescript';
import { z } from 'zod';

const project = path.join(__dirname, '..');

/** One way into the package, by `exports` of `package.json`. Files are from the project's folder. */
interface EntryPoint {
  /** Where its signatures are checked in. */
  readonly signatureFile: string;
  readonly source: string;
  /** What it declares, as in `dist`. */
  readonly declarations: string;
}

const { name: packageName, exports: subpaths } = z
  .object({ name: z.string(), exports: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')));
const typed = z.object({ types: z.string() });

const ENTRY_POINTS: readonly EntryPoint[] = Object.entries(subpaths).flatMap(([subpath, target]) => {
  const { data } = typed.safeParse(target);
  if (data === undefined) {
    return [];
  }
  const declarations = path.relative('dist', data.types);
  const name = [packageName, ...subpath.split('/').slice(1)].join('-');
  return {
    signatureFile: path.join('api', `${name}.api.md`),
    source: declarations.replace(/\.d\.ts$/, '.ts'),
    declarations,
  };
});

const { compilerOptions } = z
  .object({ compilerOptions: z.record(z.string(), z.unknown()) })
  .parse(ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config);

/**
 * The signatures as they are now, by the files that they are checked in as, from the project's folder.
 * @throws Error when something that is exported speaks of what is not, or is not documented
 */
export function apiSignatures(): Readonly<Record<string, string>> {
  mkdirSync(path.join(project, 'out'), { recursive: true });
  // Below the project, so that the declarations find what they import.
  const folder = mkdtempSync(path.join(project, 'out', 'api-'));
  try {
    emitDeclarations(folder);
    // Read once, for all of them.
    let compilerState: CompilerState | undefined;
    for (const entryPoint of ENTRY_POINTS) {
      const configuration = configurationFor(entryPoint, folder);
      compilerState ??= CompilerState.create(configuration);
      Extractor.invoke(configuration, {
        localBuild: true,
        compilerState,
        messageCallback: (message) => {
          message.handled = true;
        },
      });
    }
    return Object.fromEntries(
      ENTRY_POINTS.map(({ signatureFile }) => [
        signatureFile,
        withoutFlaws(readFileSync(path.join(folder, path.basename(signatureFile)), 'utf8')),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutFlaws(signature: string): string {
  // They stand where they are about. The SASL mechanisms come from the list of mechanisms, which is nobody's to use; what a manifest is made of
  // is said by its JSON Schema.
  const flaws =
    signature.match(/^.*\(ae-(?!forgotten-export\) The symbol "(MECHANISMS|manifestSchema|Fixed)").*$/gm) ?? [];
  if (flaws.length > 0) {
    throw new Error(`the API speaks of what is not exported, or not documented:\n${flaws.join('\n')}`);
  }
  return signature;
}

/**
 * Only those that the ways in lead to, and without judging any types, which `npm run types` does: what stands behind the signatures
 * is most of the package, and took most of the time.
 */
function emitDeclarations(folder: string): void {
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(compilerOptions, project).options,
    noCheck: true,
    noEmit: false,
    emitDeclarationOnly: true,
    sourceMap: false,
    outDir: folder,
    rootDir: project,
    types: ['node'],
  };
  const files = new Set(ENTRY_POINTS.map(({ source }) => path.join(project, source)));
  const program = ts.createProgram([...files], options);
  // It grows by what each file's declarations import.
  for (const file of files) {
    program.emit(program.getSourceFile(file), (target, declarations) => {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, declarations);
      for (const { fileName } of ts.preProcessFile(declarations).importedFiles) {
        const imported = ts.resolveModuleName(fileName, file, options, ts.sys).resolvedModule;
        if (imported !== undefined && imported.isExternalLibraryImport !== true) {
          files.add(imported.resolvedFileName);
        }
      }
    });
  }
}

function configurationFor({ signatureFile, declarations }: EntryPoint, folder: string): ExtractorConfig {
  const none = { logLevel: ExtractorLogLevel.None };
  const emitted = (file: string): string => path.join(folder, file);
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: project,
      mainEntryPointFilePath: emitted(declarations),
      compiler: {
        overrideTsconfig: {
          compilerOptions: { ...compilerOptions, types: ['node'] },
          files: ENTRY_POINTS.map((each) => emitted(each.declarations)),
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: folder,
        reportTempFolder: path.join(folder, 'temp'),
        reportFileName: path.basename(signatureFile),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: none },
        // typedoc sees to the comments.
        tsdocMessageReporting: { default: none },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          'ae-missing-release-tag': none,
          'ae-unresolved-link': none,
        },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(project, 'package.json'),
  });
}

if (require.main === module) {
  mkdirSync(path.join(project, 'api'), { recursive: true });
  for (const [file, signature] of Object.entries(apiSignatures())) {
    writeFileSync(path.join(project, file), signature);
  }
}
