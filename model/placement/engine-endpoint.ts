import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Advice, OperationError } from '../violation';
import { isByTcp, isEngineAddress } from './engine-address';

/** An engine, and what names it. */
export interface EngineEndpoint {
  /** Written as for `DOCKER_HOST`. */
  readonly host: string;
  /** `DOCKER_HOST`, `Docker's context NAME`, or `the default socket`. */
  readonly source: string;
  /** Folder of `ca.pem`, `cert.pem` and `key.pem`, where the connection is by TLS. */
  readonly certificates?: string;
}

/** What an engine is looked up in. */
export interface EngineSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's folder. */
  readonly home: string;
  readonly platform: string;
  /** A file's text; undefined where there is none. */
  readonly read: (file: string) => string | undefined;
}

const HOST_SOURCE = 'DOCKER_HOST';
/** What names an engine where nothing else does. */
export const DEFAULT_SOURCE = 'the default socket';

const CERTIFICATE_FILES = ['ca.pem', 'cert.pem', 'key.pem'] as const;

/**
 * The engine that Docker's own command would talk to: what `DOCKER_HOST` names, else the context of `DOCKER_CONTEXT`, else that of
 * `docker context use` (Docker Desktop and Colima set it), else the default socket.
 *
 * @throws OperationError `EngineContextUnknown`, `EngineContextUnsupported`, `EngineAddressIllegal`
 */
export function endpointIn(surroundings: EngineSurroundings): EngineEndpoint {
  const { environment, home, platform, read } = surroundings;
  const folder = given(environment['DOCKER_CONFIG']) ?? path.join(home, '.docker');
  const host = given(environment['DOCKER_HOST']);
  if (host !== undefined) {
    // Docker's own command takes an address without a scheme for TCP.
    const address = legal(host.includes('://') ? host : `tcp://${host}`, HOST_SOURCE);
    const certificates = certificatesOf(surroundings, address);
    return { host: address, source: HOST_SOURCE, ...(certificates !== undefined && { certificates }) };
  }
  const context = given(environment['DOCKER_CONTEXT']) ?? currentContext(read(path.join(folder, 'config.json')));
  if (context !== undefined && context !== 'default') {
    return contextEndpoint(context, folder, read);
  }
  return { host: defaultSocket(platform), source: DEFAULT_SOURCE };
}

/**
 * The engine that Terraform's docker provider talks to where nobody hands it {@link endpointVariables}: `DOCKER_CONTEXT` goes before
 * `DOCKER_HOST`, and what `docker context use` has chosen is not asked for, nor are a context's certificates.
 */
export function terraformEndpointIn(surroundings: EngineSurroundings): EngineEndpoint {
  const { environment, platform } = surroundings;
  if (given(environment['DOCKER_CONTEXT']) !== undefined) {
    const { host, source } = endpointIn({ ...surroundings, environment: { ...environment, DOCKER_HOST: undefined } });
    return { host, source };
  }
  return given(environment['DOCKER_HOST']) === undefined
    ? { host: defaultSocket(platform), source: DEFAULT_SOURCE }
    : endpointIn(surroundings);
}

const defaultSocket = (platform: string): string =>
  platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';

/** An address that every part can read, whoever it comes from; Docker's own command adds a port where there is none, and takes URLs. */
function legal(host: string, source: string): string {
  const address = host
    .replace(/^https?:/, 'tcp:')
    // Behind an SSH host may stand its socket, such as Podman's: a path, with blanks too.
    .replace(/^(ssh:\/\/[^/\s]+)\/[^?#\p{Control}]*$/u, '$1')
    .replace(/\/$/, '');
  if ([address, `${address}:2375`].some(isEngineAddress)) {
    return host;
  }
  throw new OperationError({
    code: 'EngineAddressIllegal',
    subject: source,
    rule: 'an engine must be named by unix:///PATH, tcp://HOST:PORT, ssh://[USER@]HOST or npipe://PATH',
    value: JSON.stringify(host.slice(0, 80)),
    remedy: 'correct it, or take it away for the default socket',
  });
}

/** The folder of certificates for an engine, as Docker's own command finds it: for one that is reached by TCP. */
export const certificatesOf = (
  surroundings: Pick<EngineSurroundings, 'environment' | 'home'>,
  host: string,
): string | undefined => (isByTcp(host) ? certificatesByTcp(surroundings) : undefined);

/** The same for whichever engine is reached by TCP. */
export function certificatesByTcp({
  environment,
  home,
}: Pick<EngineSurroundings, 'environment' | 'home'>): string | undefined {
  const folder = given(environment['DOCKER_CONFIG']) ?? path.join(home, '.docker');
  const isByTls = given(environment['DOCKER_TLS_VERIFY']) !== undefined;
  return given(environment['DOCKER_CERT_PATH']) ?? (isByTls ? folder : undefined);
}

/** An empty variable is none. */
const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** The context that `docker context use` has chosen. */
function currentContext(configuration: string | undefined): string | undefined {
  const { currentContext: name } = parsed(configuration);
  return typeof name === 'string' ? given(name) : undefined;
}

function contextEndpoint(name: string, folder: string, read: EngineSurroundings['read']): EngineEndpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const source = `Docker's context ${name}`;
  const { Endpoints: endpoints } = parsed(read(path.join(folder, 'contexts', 'meta', id, 'meta.json')));
  const { Host: host, SkipTLSVerify: unverified } = parsed(
    (endpoints as Record<string, unknown> | undefined)?.['docker'],
  );
  if (typeof host !== 'string' || host === '') {
    throw new OperationError({
      code: 'EngineContextUnknown',
      subject: 'Docker engine',
      rule: `a context that DOCKER_CONTEXT or docker context use names must be one of those in ${folder}, with an endpoint`,
      value: name,
      remedy: 'see docker context ls, and choose one of them; or let DOCKER_HOST name the engine',
    });
  }
  const certificates = path.join(folder, 'contexts', 'tls', id, 'docker');
  const found = CERTIFICATE_FILES.filter((file) => read(path.join(certificates, file)) !== undefined);
  if (found.length > 0 && (found.length < CERTIFICATE_FILES.length || unverified === true)) {
    throw new OperationError({
      code: 'EngineContextUnsupported',
      subject: 'Docker engine',
      rule: 'a context by TLS must have an authority, a certificate and a key, and verify the engine: Terraform’s provider takes nothing less',
      value: unverified === true ? `${name} verifies nothing` : `${name} has ${found.join(', ')}`,
      remedy:
        'make it with docker context create --docker host=...,ca=...,cert=...,key=..., or let DOCKER_HOST name the engine',
    });
  }
  return { host: legal(host, source), source, ...(found.length > 0 && { certificates }) };
}

/** What is no object has no properties. */
function parsed(json: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = typeof json === 'string' ? JSON.parse(json) : json;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * What a process finds the very engine by, whichever of these it reads: Terraform's docker provider takes `DOCKER_CONTEXT` before
 * everything else, knows nothing of `docker context use`, and finds no certificates of a context.
 */
export const endpointVariables = ({
  host,
  certificates,
}: EngineEndpoint): Readonly<
  Record<'DOCKER_HOST' | 'DOCKER_CONTEXT' | 'DOCKER_CERT_PATH' | 'DOCKER_TLS_VERIFY', string>
> => ({
  DOCKER_HOST: host,
  DOCKER_CONTEXT: '',
  DOCKER_CERT_PATH: certificates ?? '',
  DOCKER_TLS_VERIFY: certificates === undefined ? '' : '1',
});

/** Whether Terraform alone, without {@link endpointVariables}, would reach another engine than the package's commands, or not reach it. */
export function engineAdvice(subject: string, surroundings: EngineSurroundings): readonly Advice[] {
  const ours = endpointIn(surroundings);
  const terraforms = terraformEndpointIn(surroundings);
  const needsContext = ours.certificates !== undefined && ours.source !== HOST_SOURCE;
  return ours.host === terraforms.host && !needsContext
    ? []
    : [
        {
          code: 'EngineAmbiguous',
          subject,
          rule: `Terraform alone should reach the engine that Docker's command and this package do, ${ours.host} (${ours.source})`,
          value: ours.host === terraforms.host ? 'the same, without certificates' : terraforms.host,
          remedy: 'take npm run plan and deploy, which hand it to Terraform, or let DOCKER_HOST alone name the engine',
          unwise: true,
        },
      ];
}
