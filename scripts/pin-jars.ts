import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchConsole, listConsole } from '../bootstrap/images/console-image';
import { METRICS_AGENT } from '../bootstrap/images/image';
import { fetchJars, listJars } from '../bootstrap/images/jars';
import { SERVER_IMAGES } from '../bootstrap/server-images';

/** Writes a `jars.sha256` anew from what is fetched into a folder. */
async function pin(image: string, list: (folder: string) => Promise<string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jars-'));
  try {
    await writeFile(resolve(__dirname, '../images', image, 'jars.sha256'), await list(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pins the jars of each image, after its `pom.xml` was changed: `npx tsx scripts/pin-jars.ts`. */
async function main(): Promise<void> {
  for (const definition of [...SERVER_IMAGES, METRICS_AGENT]) {
    await pin(definition.name, async (folder) => {
      await fetchJars(definition, folder, {});
      return listJars(folder);
    });
  }
  await pin('console', async (folder) => {
    await fetchConsole(folder, {});
    return listConsole(folder);
  });
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
