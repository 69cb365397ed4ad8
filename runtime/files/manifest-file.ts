import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';

const name = z.string().min(1);
const mechanism = z.enum(['SCRAM-SHA-256', 'SCRAM-SHA-512', 'PLAIN', 'GSSAPI']);

const manifestSchema = z.object({
  schema: z.literal(1),
  name,
  kafkaVersion: name,
  zookeeperVersion: name,
  images: z.object({ kafka: name, zookeeper: name, kerberos: name.optional() }),
  networks: z.object({ backplane: name, clients: name }),
  memory: z.object({ needed: z.number() }),
  engine: name.optional(),
  stacks: z.object({ base: name, cluster: name, resources: z.array(name), services: z.array(name) }),
  listeners: z.array(
    z.object({
      name,
      protocol: z.enum(['SSL', 'SASL_SSL', 'SASL_PLAINTEXT', 'PLAINTEXT']),
      mechanisms: z.array(mechanism),
      scope: z.enum(['published', 'internal', 'replication']),
      clientCertificate: z.boolean(),
    }),
  ),
  allowed: z.array(name),
  brokers: z
    .array(z.object({ id: z.int().min(0), container: name, advertised: z.record(z.string(), z.string()) }))
    .min(1),
  zookeepers: z.array(z.object({ id: z.int(), container: name, host: name, port: z.int() })),
  kerberos: z
    .object({
      realm: name,
      serviceName: name,
      kdcs: z.object({ published: z.array(name), internal: z.array(name) }),
      container: name.optional(),
    })
    .optional(),
  topics: z.array(
    z.object({
      name,
      partitions: z.int().min(1),
      replicationFactor: z.int().min(1),
      config: z.record(z.string(), z.string()),
      allowed: z.array(name),
    }),
  ),
  users: z.array(
    z.object({
      name,
      principal: name,
      authentication: z.enum(['scram', 'certificate', 'plain', 'kerberos']),
      mechanisms: z.array(mechanism),
      superUser: z.boolean(),
    }),
  ),
  rules: z.array(
    z.object({
      principal: name,
      permission: z.enum(['Allow', 'Deny']),
      operation: name,
      resourceType: name,
      pattern: z.enum(['Literal', 'Prefixed']),
      resourceName: name,
      host: name,
    }),
  ),
  identities: z.array(
    z.object({
      name,
      role: z.enum(['broker', 'zookeeper', 'zookeeper-client', 'admin', 'client', 'plain', 'kerberos']),
      volume: name,
      folder: z.string(),
    }),
  ),
  services: z.array(
    z.object({
      name,
      container: name,
      memory: z.number(),
      address: z.string().optional(),
      login: z.object({ user: name, volume: name }).optional(),
    }),
  ),
}) satisfies z.ZodType<ClusterManifest>;

/** The manifest in `text`; `file` is only for what a failure says. */
export function parseManifest(text: string, file: string): ClusterManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new OperationError({
      code: 'ManifestUnreadable',
      subject: file,
      rule: 'must be JSON',
      remedy: 'run npm run synth, which writes it anew',
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    throw new OperationError(
      ...parsed.error.issues.map((issue) => ({
        code: 'ManifestUnreadable',
        subject: `${file}, ${issue.path.map(String).join('.') || 'whole file'}`,
        rule: issue.message,
        remedy: 'run npm run synth with the version of this package that runs now',
      })),
    );
  }
  return parsed.data;
}

/** Where synth writes the manifest of a cluster. */
export function manifestPath(cluster: string, cdktfOut = 'cdktf.out'): string {
  return join(cdktfOut, 'kafka', `${cluster}.json`);
}

/** Reads and checks a manifest. */
export async function readManifest(file: string): Promise<ClusterManifest> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new OperationError({
      code: 'ManifestMissing',
      subject: file,
      rule: 'must be there and readable',
      value: (error as NodeJS.ErrnoException).code,
      remedy: 'run npm run synth',
    });
  }
  return parseManifest(text, file);
}

/** Every stack of a cluster, in the order in which they are deployed. */
export function allStacks({ stacks: { base, cluster, resources, services } }: ClusterManifest): readonly string[] {
  return [base, cluster, ...resources, ...services];
}
