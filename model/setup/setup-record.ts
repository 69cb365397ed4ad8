import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../formats/json';
import { OperationError } from '../violation';

/** `official`: made on the official images; `local`: made on images that were built on this machine. */
export const IMAGE_ORIGINS = ['official', 'local'] as const;

export type ImageOrigin = (typeof IMAGE_ORIGINS)[number];

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
    /** When what they stand on was last renewed; absent where it never was. */
    renewed: z.string().optional(),
    /** Those that servers run from, by their names. */
    servers: z.record(z.string(), serverImage),
    /** Path, in the servers' images, of the agent that serves metrics; absent in a record from before there was one. */
    metricsAgent: z.string().optional(),
    /** The web console made here; absent where the official one is used. */
    console: z.string().optional(),
    /** Of a realm of the cluster's own, made when one is deployed; absent in a record from before it was kept. */
    kerberos: z.string().optional(),
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

/**
 * By this a command that asks what is declared, and no more, tells a synthesis what the set-up is going to have made, as the app's context: a
 * record. It stands above the one of the project.
 */
export const PROMISED_SETUP = 'cdktf-kafka.promised-setup';

/** The file that has it, in the folder of what is made for one project. */
export const recordPath = (outFolder: string): string => path.join(outFolder, 'setup.json');

/**
 * The record in a file's text.
 *
 * @param file for what a failure says
 * @param servers names of the images that it must have
 * @throws OperationError `SetupUnreadable`
 */
export function parseSetup(file: string, text: string, servers: readonly string[] = []): Setup {
  const json = parseJson(text);
  if (json === undefined) {
    throw unreadable(file, 'must be JSON');
  }
  const parsed = setup.safeParse(upgraded(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unreadable(file, `${VERSION} ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  const { images } = parsed.data;
  const missing = servers.filter((server) => images.servers[server] === undefined);
  if (missing.length > 0) {
    throw unreadable(file, `${VERSION} ${missing.map((server) => `images.servers.${server}`).join(', ')} is missing`);
  }
  return parsed.data;
}

const VERSION = 'must be a record of this version:';

const unreadable = (subject: string, rule: string): OperationError =>
  new OperationError({
    code: 'SetupUnreadable',
    ...{ subject, rule },
    remedy: 'delete the file: the next run decides again, by the cluster that is on the engine when there is one',
  });

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
