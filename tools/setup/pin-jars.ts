import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageFolder, type JarSet, KAFKA_IMAGE, METRICS_AGENT, ZOOKEEPER_IMAGE } from './image';
import { fetchJars, listJars } from './jars';

/** Writes `jars.sha256` of each image anew, after its `pom.xml` was changed: `npx tsx tools/setup/pin-jars.ts`. */
async function pin(definition: JarSet): Promise<void> {
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
  await pin(METRICS_AGENT);
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
