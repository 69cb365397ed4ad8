import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import { writeWhole } from '../../runtime/files/atomic-file';
import { cacheFolder } from '../cache';
import { exclusively } from '../../runtime/files/lock';
import { type ContextFile, contentHash, IMAGE_LABEL, readContext } from './image';
import { buildImage } from './image-build';
import { ENGINE_REMEDY, ensureRootFileSystem, findImage, lockOf, type WorkOptions } from './images';
import type { ImageOrigin, Setup } from '../../model/setup/setup-record';
import { MONITORING_TOOLS, rootFileSystemTag } from './root-file-system';

const FOLDER = resolve(__dirname, '../../images/exporter');
/** What the exporter stands on where a registry answers. */
export const NODE = 'node:22-bookworm-slim';

/**
 * The exporter as JavaScript. The package has it, which comes without a compiler. In a checkout the cache keeps what was made: the compiler
 * takes longer to be loaded than all else of a command.
 */
export async function exporterProgram(): Promise<string> {
  const made = join(FOLDER, 'exporter.js');
  if (existsSync(made)) {
    return readFileSync(made, 'utf8');
  }
  const source = readFileSync(join(FOLDER, 'exporter.ts'), 'utf8');
  const compiler = readFileSync(require.resolve('typescript/package.json'), 'utf8');
  const file = join(cacheFolder(), 'exporter', `${contentHash([source, compiler])}.js`);
  if (existsSync(file)) {
    return readFileSync(file, 'utf8');
  }
  const { ModuleKind, ScriptTarget, transpileModule } = await import('typescript');
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  await writeWhole(file, outputText);
  return outputText;
}

/** The exporter, and the one library that it needs, which needs none itself. */
async function context(): Promise<readonly ContextFile[]> {
  const packages = resolve(require.resolve('kafkajs/package.json'), '../..');
  return [
    ...readContext(FOLDER, ['Dockerfile']),
    { path: 'exporter.js', content: Buffer.from(await exporterProgram()), executable: false },
    ...readContext(packages, ['kafkajs/package.json', 'kafkajs/index.js', 'kafkajs/src']),
  ];
}

/**
 * The images of what watches the cluster: where a registry answers, the official ones and an exporter on Node.js'; elsewhere
 * one with all of it, from Debian's packages.
 */
export async function ensureMonitoringImages(
  engine: Docker,
  origin: ImageOrigin,
  options: WorkOptions,
): Promise<NonNullable<Setup['images']['monitoring']>> {
  const { renewed } = options;
  const base = origin === 'official' ? NODE : rootFileSystemTag(MONITORING_TOOLS, renewed);
  const files = await context();
  const time = origin === 'official' && renewed !== undefined ? [renewed] : [];
  const tag = `cdktf-kafka/exporter:${origin}-${contentHash([base, files, ...time])}`;
  await exclusively(lockOf(tag), options, async () => {
    if ((await findImage(engine, tag)) !== undefined) {
      return;
    }
    if (origin === 'local') {
      await ensureRootFileSystem(engine, options, MONITORING_TOOLS);
    }
    await buildImage(engine, {
      subject: tag,
      files,
      dockerfile: 'Dockerfile',
      arguments: { BASE: base },
      labels: { [IMAGE_LABEL]: 'exporter' },
      tag,
      remedy: ENGINE_REMEDY,
      ...options,
    });
  });
  return { exporter: tag, ...(origin === 'local' && { prometheus: tag, nodeExporter: tag }) };
}
