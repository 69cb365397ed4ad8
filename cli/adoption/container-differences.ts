import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { RENEWAL_REQUEST } from '../../model/certificates/renewal';
import { PROVIDED_FOLDERS } from '../../model/certificates/step-paths';
import { LABELS } from '../../model/names/names';
import { filesWhere } from '../../runtime/credentials/identity-files';
import { ifThere } from '../../runtime/engine/engine';
import { dockerLabels } from '../../runtime/terraform/docker-labels';

/** What of a declared container the provider doesn't compare with the one that runs. */
const declaredContainer = z.object({
  labels: dockerLabels.nullish(),
  env: z.array(z.string()).nullish(),
  volumes: z
    .array(
      z.object({ container_path: z.string(), volume_name: z.string().nullish(), read_only: z.boolean().nullish() }),
    )
    .nullish(),
  networks_advanced: z.array(z.object({ name: z.string() })).nullish(),
  ports: z
    .array(
      z.object({
        ...{ internal: z.int(), external: z.int().nullish(), ip: z.string().nullish() },
        protocol: z.string().nullish(),
      }),
    )
    .nullish(),
  upload: z
    .array(
      z.object({
        file: z.string(),
        content: z.string().nullish(),
        content_base64: z.string().nullish(),
        source: z.string().nullish(),
      }),
    )
    .nullish(),
});

/** Labels that no image has: one of them that is not declared any more tells of another declaration. */
const OF_SERVERS: readonly string[] = [
  LABELS.configuration,
  LABELS.certificate,
  LABELS.version,
  LABELS.memory,
  LABELS.health,
];

/** A volume that an image asks for, and nobody has declared. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

type Inspected = Pick<Docker.ContainerInspectInfo, 'HostConfig' | 'Mounts' | 'NetworkSettings'> & {
  /** Without a variable, an engine tells of none, or of nothing. */
  readonly Config: Pick<Docker.ContainerInspectInfo['Config'], 'Labels'> & { readonly Env?: readonly string[] | null };
};

/** In what a container is not the declared one, as far as its provider does not look; what the image brings is left out. */
export function containerDifferences(declared: unknown, running: Inspected): readonly string[] {
  const { labels, env, volumes, networks_advanced: networks, ports } = declaredContainer.parse(declared);
  const { Config, HostConfig, Mounts, NetworkSettings } = running;
  const wanted = new Map((labels ?? []).map(({ label, value }) => [label, value]));
  const own = OF_SERVERS.filter((label) => label in Config.Labels);
  const differing = [...new Set([...wanted.keys(), ...own])].filter(
    (label) => wanted.get(label) !== Config.Labels[label],
  );
  const mounts = Mounts.filter(({ Type, Name = '' }) => Type === 'volume' && !ANONYMOUS.test(Name)).map(
    ({ Name = '', Destination, RW }) => `${Name} at ${Destination}${RW ? '' : ', read only'}`,
  );
  const mounted = (volumes ?? []).flatMap(({ container_path, volume_name, read_only }) =>
    typeof volume_name === 'string'
      ? `${volume_name} at ${container_path}${read_only === true ? ', read only' : ''}`
      : [],
  );
  const bindings = HostConfig.PortBindings as Readonly<Record<string, readonly Binding[] | null>> | null;
  const published = Object.entries(bindings ?? {}).flatMap(([port, hosts]) =>
    (hosts ?? []).map(
      ({ HostIp = '', HostPort = '' }) => `${HostIp === '' ? '0.0.0.0' : HostIp}:${HostPort} to ${port}`,
    ),
  );
  const toPublish = (ports ?? []).map(
    ({ internal, external, ip, protocol }) =>
      `${ip === undefined || ip === null || ip === '' ? '0.0.0.0' : ip}:${external ?? ''} to ${internal}/${protocol ?? 'tcp'}`,
  );
  const names = (networks ?? []).map(({ name }) => name);
  const joined = Object.keys(NetworkSettings.Networks);
  return [
    ...differing.map((label) => `label ${label}`),
    ...(isWithin((env ?? []).filter(isDeclared), Config.Env ?? []) ? [] : ['environment']),
    ...(isSame(mounted, mounts) ? [] : ['volumes']),
    // One without any has a mode instead, which the provider compares.
    ...(names.length === 0 || isSame(names, joined) ? [] : ['networks']),
    ...(isSame(toPublish, published) ? [] : ['ports']),
  ];
}

interface Binding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

/** Whether a variable is the declaration's, and none that a run was asked for by. */
const isDeclared = (variable: string): boolean => !variable.startsWith(`${RENEWAL_REQUEST}=`);

const isWithin = (some: readonly string[], all: readonly string[]): boolean => some.every((each) => all.includes(each));
const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && isWithin(one, other);

/**
 * Files that a container was given and that are not the declared ones. None of them is shown. What the step takes away that issues
 * certificates can't be compared; its plan, which can, has a digest or a version of each.
 *
 * @param folder of the stack, which sources are written from
 */
export async function uploadDifferences(
  declared: unknown,
  container: Pick<Docker.Container, 'getArchive'>,
  folder: string,
): Promise<readonly string[]> {
  const uploads = declaredContainer.parse(declared).upload ?? [];
  const tops = [...new Set(uploads.map(({ file }) => topOf(file)))];
  const given = new Map<string, Buffer>();
  for (const top of tops) {
    const archive = await ifThere(container.getArchive({ path: `/${top}` }));
    const wanted = new Set(uploads.map(({ file }) => file));
    const files = archive === undefined ? [] : await filesWhere(archive, (file) => wanted.has(`/${top}/${file}`));
    [...files].forEach(([file, content]) => given.set(`/${top}/${file}`, content));
  }
  const compared = await Promise.all(
    uploads.map(async ({ file, content, content_base64, source }) => {
      if (!given.has(file) && isTakenAway(file)) {
        return [];
      }
      const encoded = content_base64 ?? '';
      const text = encoded === '' ? Buffer.from(content ?? '') : Buffer.from(encoded, 'base64');
      const expected =
        (source ?? '') === '' ? text : await readFile(path.resolve(folder, source ?? '')).catch(() => undefined);
      return expected !== undefined && given.get(file)?.equals(expected) === true ? [] : [`file ${file}`];
    }),
  );
  return compared.flat();
}

const isTakenAway = (file: string): boolean =>
  Object.values(PROVIDED_FOLDERS).some((folder) => file.startsWith(`${folder}/`));

const topOf = (file: string): string => file.split('/').find((part) => part !== '') ?? '';
