import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImageDefinition, imageFolder, KAFKA_IMAGE, ZOOKEEPER_IMAGE } from './image';
import { fetchJars, listJars } from './jars';

/** Writes `jars.sha256` of each image anew, after its `pom.xml` was changed: `npx tsx tools/setup/pin-jars.ts`. */
async function pin(definition: ImageDefinition): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jars-'));
  try {
    await fetchJars(definition, folder, {});
    await writeFile(join(imageFolder(definition), 'jars.sha256'), await listJars(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  await pin(KAFKA_IMAGE);
  await pin(ZOOKEEPER_IMAGE);
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
