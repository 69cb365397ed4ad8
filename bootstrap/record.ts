import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationError } from '../model/violation';
import { writeWhole } from '../runtime/files/atomic-file';
import { parseJson } from '../runtime/files/required-file';
import { IMAGE_ORIGINS } from './images/image';
import { SERVER_IMAGES } from './server-images';

const name = z.string().min(1);

const serverImage = z.strictObject({
  tag: name,
  /** Path of the class-data archive in the image; absent when the image has none. */
  archive: name.optional(),
});

const setup = z.strictObject({
  schema: z.literal(2),
  /** The cluster whose images were decided on here: another cluster decides for itself. */
  cluster: z.string(),
  images: z.strictObject({
    origin: z.enum(IMAGE_ORIGINS),
    /** Those that servers run from, by their names. */
    servers: z.record(z.enum(SERVER_IMAGES.map((image) => image.name)), serverImage),
    /** Path, in the servers' images, of the agent that serves metrics; absent in a record from before there was one. */
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
  const parsed = setup.safeParse(upgraded(json));
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

/** The form of before: an image `NAME` and its `NAMEArchive` stood side by side among everything else. */
const former = z.looseObject({
  schema: z.literal(1),
  images: z.record(z.string(), z.unknown()),
});

/** A record in today's form; what is none of the former one is left as it is. */
function upgraded(json: unknown): unknown {
  const parsed = former.safeParse(json);
  if (!parsed.success) {
    return json;
  }
  const { origin, metricsAgent, console, monitoring, ...rest } = parsed.data.images;
  const servers = Object.entries(rest)
    .filter(([key]) => !key.endsWith('Archive'))
    .map(([key, tag]) => [key, { tag, archive: rest[`${key}Archive`] }]);
  return {
    ...parsed.data,
    schema: 2,
    images: { origin, metricsAgent, console, monitoring, servers: Object.fromEntries(servers) as unknown },
  };
}

export async function writeSetup(outFolder: string, value: Setup): Promise<void> {
  await writeWhole(recordPath(outFolder), `${JSON.stringify(value, undefined, 2)}\n`);
}
