import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchConsole, listConsole } from '../bootstrap/images/console-image';
import { type JarSet, jarsFile, METRICS_AGENT } from '../bootstrap/images/image';
import { fetchJars, listJars } from '../bootstrap/images/jars';
import { SERVER_IMAGES, serverImages } from '../bootstrap/server-images';

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

/**
 * Pins the jars of each image, after its `pom.xml` was changed: `npx tsx scripts/pin-jars.ts`; or of one image in another version:
 * `npx tsx scripts/pin-jars.ts kafka 3.8.1`.
 */
async function main(image: string | undefined, version: string): Promise<void> {
  if (image !== undefined) {
    const other = serverImages({ kafka: version, metadata: version });
    await Promise.all(other.filter(({ name }) => name === image).map(pinJars));
    return;
  }
  for (const definition of [...SERVER_IMAGES, METRICS_AGENT]) {
    await pinJars(definition);
  }
  await pin(jarsFile({ name: 'console' }), async (folder) => {
    await fetchConsole(folder, {});
    return listConsole(folder);
  });
}

const [image, version = ''] = process.argv.slice(2);
main(image, version).catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
