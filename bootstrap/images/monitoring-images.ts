import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import { writeWhole } from '../../runtime/files/atomic-file';
import { cacheFolder } from '../cache';
import { exclusively } from '../../runtime/files/lock';
import { type ContextFile, contentHash, IMAGE_LABEL, type ImageOrigin, readContext } from './image';
import { buildImage } from './image-build';
import { ENGINE_REMEDY, ensureRootFileSystem, findImage, lockOf, type WorkOptions } from './images';
import type { Setup } from '../record';
import { MONITORING_TOOLS, rootFileSystemTag } from './root-file-system';

const PROJECT = resolve(__dirname, '../..');
const NODE = 'node:22-bookworm-slim';

/** The exporter as JavaScript. The compiler takes longer to be loaded than all else of a command, so the cache keeps what it made. */
async function exporterProgram(): Promise<string> {
  const source = readFileSync(join(PROJECT, 'images', 'exporter', 'exporter.ts'), 'utf8');
  const compiler = readFileSync(join(PROJECT, 'node_modules', 'typescript', 'package.json'), 'utf8');
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
  return [
    ...readContext(join(PROJECT, 'images', 'exporter'), ['Dockerfile']),
    { path: 'exporter.js', content: Buffer.from(await exporterProgram()), executable: false },
    ...readContext(join(PROJECT, 'node_modules'), ['kafkajs/package.json', 'kafkajs/index.js', 'kafkajs/src']),
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
  const base = origin === 'official' ? NODE : rootFileSystemTag(MONITORING_TOOLS);
  const files = await context();
  const tag = `cdktf-kafka/exporter:${origin}-${contentHash([base, files])}`;
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
