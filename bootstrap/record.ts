import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationError } from '../model/violation';
import { writeWhole } from '../runtime/files/atomic-file';
import { parseJson } from '../runtime/files/required-file';

const setup = z.strictObject({
  schema: z.literal(1),
  /** The cluster whose images were decided on here: another cluster decides for itself. */
  cluster: z.string(),
  images: z.strictObject({
    /** `official`: made on the official images; `local`: made on images that were built on this machine. */
    origin: z.enum(['official', 'local']),
    kafka: z.string(),
    zookeeper: z.string(),
    /** Path of the class-data archive in the image; absent when the image has none. */
    kafkaArchive: z.string().optional(),
    zookeeperArchive: z.string().optional(),
    /** Path, in both images, of the agent that serves metrics; absent in a record from before there was one. */
    metricsAgent: z.string().optional(),
    /** The web console made here; absent where the official one is used. */
    console: z.string().optional(),
    /** Images of what watches the cluster, those made here; the others are official ones. */
    monitoring: z
      .strictObject({
        exporter: z.string(),
        prometheus: z.string().optional(),
        nodeExporter: z.string().optional(),
      })
      .optional(),
  }),
  terraform: z.strictObject({
    /** `registry`: Terraform fetches its providers itself; `mirror`: they were built on this machine. */
    origin: z.enum(['registry', 'mirror']),
    /** For `TF_CLI_CONFIG_FILE`; absent when Terraform needs none. */
    cliConfigFile: z.string().optional(),
  }),
});

/** What the machine was found to have, or was given, for one cluster. */
export type Setup = Readonly<z.infer<typeof setup>>;

/** `official` when the base images come from a registry, `local` when they are made on this machine. */
export type ImageOrigin = Setup['images']['origin'];

export function recordPath(outFolder: string): string {
  return join(outFolder, 'setup.json');
}

/** @throws OperationError `SetupUnreadable` when the record is there but is not one. */
export function readSetup(outFolder: string): Setup | undefined {
  const path = recordPath(outFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  return parseSetup(path, text);
}

function parseSetup(path: string, text: string): Setup {
  const remedy = 'delete the file: the next run decides again, by the cluster that is on the engine when there is one';
  const json = parseJson(text);
  if (json === undefined) {
    throw new OperationError({ code: 'SetupUnreadable', subject: path, rule: 'must be JSON', remedy });
  }
  const parsed = setup.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OperationError({
      code: 'SetupUnreadable',
      subject: path,
      rule: `must be a record of this version: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
      remedy,
    });
  }
  return parsed.data;
}

export async function writeSetup(outFolder: string, value: Setup): Promise<void> {
  await writeWhole(recordPath(outFolder), `${JSON.stringify(value, undefined, 2)}\n`);
}
