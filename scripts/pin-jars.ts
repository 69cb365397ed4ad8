import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchConsole, listConsole } from '../bootstrap/images/console-image';
import { type JarSet, jarsFile, kafkaImage, METRICS_AGENT } from '../bootstrap/images/image';
import { fetchJars, listJars } from '../bootstrap/images/jars';
import { SERVER_IMAGES } from '../bootstrap/server-images';

/** Writes a list of checksums anew from what is fetched into a folder. */
async function pin(file: string, list: (folder: string) => Promise<string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jars-'));
  try {
    await writeFile(file, await list(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const pinJars = (definition: JarSet): Promise<void> =>
  pin(jarsFile(definition), async (folder) => {
    await fetchJars(definition, folder, {});
    return listJars(folder);
  });

/** Pins the jars of each image, after its `pom.xml` was changed: `npx tsx scripts/pin-jars.ts`; or of Kafka's versions that are named. */
async function main(versions: readonly string[]): Promise<void> {
  for (const definition of versions.length > 0 ? versions.map(kafkaImage) : [...SERVER_IMAGES, METRICS_AGENT]) {
    await pinJars(definition);
  }
  if (versions.length === 0) {
    await pin(jarsFile({ name: 'console' }), async (folder) => {
      await fetchConsole(folder, {});
      return listConsole(folder);
    });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
