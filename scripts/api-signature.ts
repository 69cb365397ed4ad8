/** Writes the signatures of everything that the package exports into one file, for reviews to see: `npm run api`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import ts from 'typescript';

const project = path.join(__dirname, '..');

/** The checked-in file, from the project's folder. */
export const SIGNATURE_FILE = path.join('api', 'cdktf-kafka.api.md');

/** The signatures as they are now. @throws Error when something that is exported speaks of what is not, or is not documented */
export function apiSignature(): string {
  mkdirSync(path.join(project, 'out'), { recursive: true });
  // Below the project, so that the declarations find what they import.
  const folder = mkdtempSync(path.join(project, 'out', 'api-'));
  try {
    emitDeclarations(folder);
    Extractor.invoke(configurationFor(folder), {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
      },
    });
    const signature = readFileSync(path.join(folder, path.basename(SIGNATURE_FILE)), 'utf8');
    // They stand where they are about. The SASL mechanisms come from the list of mechanisms, which is nobody's to use.
    const flaws = signature.match(/^.*\(ae-(?!forgotten-export\) The symbol "MECHANISMS").*$/gm) ?? [];
    if (flaws.length > 0) {
      throw new Error(`the API speaks of what is not exported, or not documented:\n${flaws.join('\n')}`);
    }
    return signature;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emitDeclarations(folder: string): void {
  const config = ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, project);
  const program = ts.createProgram([path.join(project, 'constructs', 'index.ts')], {
    ...options,
    ...{
      noEmit: false,
      emitDeclarationOnly: true,
      sourceMap: false,
      outDir: folder,
      rootDir: project,
      types: ['node'],
    },
  });
  program.emit();
}

function configurationFor(folder: string): ExtractorConfig {
  const none = { logLevel: ExtractorLogLevel.None };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: project,
      mainEntryPointFilePath: path.join(folder, 'constructs', 'index.d.ts'),
      compiler: { tsconfigFilePath: path.join(project, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFolder: folder,
        reportTempFolder: path.join(folder, 'temp'),
        reportFileName: path.basename(SIGNATURE_FILE),
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
  const file = path.join(project, SIGNATURE_FILE);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, apiSignature());
}
