import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { certificatesOf, type EngineEndpoint, endpointIn } from '../../model/placement/engine-endpoint';
import { SshAgent } from './ssh-agent';
import { unreachableEngine, unreachableHost } from './unreachable-engine';

export { LABELS };

/** Roles of helper containers, which commands start for themselves. */
export type HelperRole = 'copy' | 'fetch' | 'proof' | 'tools';

/** The engine that runs the cluster. */
export const connectEngine = ({ engine }: Pick<ClusterManifest, 'engine'>): Docker => openEngine(engine);

/**
 * The engine of a cluster that names none: the one that Docker's own command would talk to. Terraform is told of it, too.
 *
 * @throws OperationError `EngineContextUnknown`, `EngineContextUnsupported`
 */
export const environmentEngine = (): EngineEndpoint =>
  endpointIn({ environment: process.env, home: homedir(), platform: process.platform, read: readIfThere });

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * An engine by its endpoint, written as for `DOCKER_HOST`; the environment's where none is given.
 *
 * @throws OperationError `EngineContextUnknown`, `EngineContextUnsupported`
 */
export function openEngine(endpoint?: string, options: Docker.DockerOptions = {}): Docker {
  const found =
    endpoint === undefined
      ? environmentEngine()
      : { host: endpoint, certificates: certificatesOf({ environment: process.env, home: homedir() }, endpoint) };
  const { host: named } = found;
  if (named.startsWith('ssh://')) {
    // The host is the agent's affair; the bindings don't tell of an agent, which the library takes.
    const bySsh: Docker.DockerOptions & { readonly agent: SshAgent } = {
      ...{ protocol: 'http', host: 'docker.invalid', port: 80 },
      ...options,
      agent: new SshAgent(named),
    };
    return new Docker(bySsh);
  }
  return new Docker({ ...engineOptions(found), ...options });
}

/** Options for an endpoint written as for DOCKER_HOST. It is by TLS where there are certificates, as for Terraform's provider. */
function engineOptions({ host, certificates }: Pick<EngineEndpoint, 'host' | 'certificates'>): Docker.DockerOptions {
  const url = new URL(host);
  switch (url.protocol) {
    case 'unix:':
    case 'npipe:':
      return { socketPath: decodeURIComponent(url.pathname) };
    default: {
      const file = (name: string) => readFileSync(join(certificates ?? '', name));
      const tls = certificates !== undefined;
      return {
        protocol: tls ? 'https' : 'http',
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port || (tls ? 2376 : 2375),
        ...(tls && { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') }),
      };
    }
  }
}

/** HTTP status of an error of the engine's API, if it is one. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** What an engine answers about one thing; undefined where it has no such thing. */
export async function ifThere<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Whether an error says that no engine answered at all. */
function isUnreachable(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return (
    code !== undefined && ['ENOENT', 'ECONNREFUSED', 'EACCES', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'].includes(code)
  );
}

/**
 * What the engine answered, or a violation that says what is missing there.
 *
 * @param host of the engine, where there are several
 */
export async function ask<T>(subject: string, request: Promise<T>, host?: string): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (isUnreachable(error)) {
      const { code } = error as NodeJS.ErrnoException;
      throw new OperationError(
        host === undefined ? unreachableEngine({ value: code }) : unreachableHost(`Docker engine of ${host}`, code),
      );
    }
    if (statusOf(error) === 404) {
      throw new OperationError({
        code: 'ClusterNotDeployed',
        subject,
        rule: 'must be there on the Docker engine',
        remedy: 'run npm run deploy first, or set DOCKER_HOST to the engine that runs the cluster',
      });
    }
    throw error;
  }
}

/**
 * Removes helper containers that an earlier run left behind when it was killed; they would hold volumes that a destroy
 * removes. `olderThan` spares those of a run that is under way.
 */
export async function sweepHelpers(
  engine: Docker,
  cluster: string,
  { olderThanSeconds = 0, role }: { olderThanSeconds?: number; role?: HelperRole } = {},
): Promise<number> {
  const found = await ask(
    'containers',
    engine.listContainers({
      all: true,
      filters: { label: [`${LABELS.cluster}=${cluster}`, role === undefined ? LABELS.role : `${LABELS.role}=${role}`] },
    }),
  );
  const ours: readonly string[] = ['copy', 'fetch', 'proof', 'tools'] satisfies HelperRole[];
  const old = found.filter(
    ({ Created, Labels }) =>
      ours.includes(Labels[LABELS.role] ?? '') && Created <= Date.now() / 1_000 - olderThanSeconds,
  );
  await Promise.all(old.map(({ Id }) => removeContainer(engine, Id)));
  return old.length;
}

/** Removes a container and its anonymous volumes; one that is gone already, or going, is fine. */
export async function removeContainer(engine: Docker, id: string): Promise<void> {
  try {
    await engine.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    if (![404, 409].includes(statusOf(error) ?? 0)) {
      throw error;
    }
  }
}
