import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CodedError, OperationError } from '../model/violation';
import { makeWhole, writeWhole } from '../runtime/files/atomic-file';
import { cacheFolder } from './cache';
import { exclusively } from '../runtime/files/lock';
import { readIfThere } from '../runtime/files/optional-file';
import { run } from '../runtime/process/process';
import { Interrupted } from '../runtime/wait';
import { contentHash } from './images/image';
import type { WorkOptions } from './images/images';
import { checkGo, type TerraformInstallation } from './versions';

/** A Terraform provider, and how it is built where the Terraform registry does not answer. */
export interface Provider {
  readonly name: string;
  /** `namespace/type`, as a configuration names it. */
  readonly source: string;
  /** Version that the mirror shows it as: that of the source which go.mod pins. */
  readonly version: string;
  /** What a configuration may ask for. */
  readonly constraint: string;
  /** Package of its program. */
  readonly program: string;
  readonly tags: readonly string[];
}

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'docker',
    source: 'kreuzwerker/docker',
    version: '4.6.0',
    constraint: '>= 4.6.0, < 5.0.0',
    program: 'github.com/terraform-providers/terraform-provider-docker',
    // Compose is a good half of the program, and no resource of this package uses it.
    tags: ['no_compose'],
  },
  {
    name: 'kafka',
    source: 'mongey/kafka',
    version: '0.13.1',
    constraint: '>= 0.13.1, < 1.0.0',
    program: 'github.com/Mongey/terraform-provider-kafka',
    tags: [],
  },
];

const MODULE = resolve(__dirname, '../providers');
const BUILD_FLAGS = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
/** Go's own tools look for garbage only when they have taken that much: a fifth of their processor time. */
const UNSWEPT = { GOGC: 'off', GOMEMLIMIT: '1GiB' };

function moduleFile(name: string): string {
  return readFileSync(join(MODULE, name), 'utf8');
}

/** Changes with whatever the providers are built from. */
function mirrorKey(): string {
  return contentHash([moduleFile('go.mod'), moduleFile('go.sum'), JSON.stringify([BUILD_FLAGS, PROVIDERS])]);
}

/** Folder that Terraform, or OpenTofu, can take both providers from. */
export function mirrorFolder({ product, platform }: Pick<TerraformInstallation, 'product' | 'platform'>): string {
  return join(cacheFolder(), 'providers', `${mirrorKey()}-${platform}${product === 'OpenTofu' ? '-opentofu' : ''}`);
}

export function hasMirror(terraform: TerraformInstallation): boolean {
  return existsSync(mirrorFolder(terraform));
}

/** Path of a provider's program in a mirror, as Terraform looks for it. */
export function programPath(provider: Provider, host: string, platform: string): string {
  return join(
    host,
    provider.source,
    provider.version,
    platform,
    `terraform-provider-${provider.name}_v${provider.version}`,
  );
}

/** A configuration that asks for the providers and nothing else. */
function requirements(constraint: (provider: Provider) => string): string {
  const lines = PROVIDERS.map(
    (provider) => `    ${provider.name} = { source = "${provider.source}", version = "${constraint(provider)}" }`,
  );
  return `terraform {\n  required_providers {\n${lines.join('\n')}\n  }\n}\n`;
}

async function inFolderWith<T>(configuration: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cdktf-kafka-'));
  try {
    await writeFile(join(folder, 'versions.tf'), configuration);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps Terraform from retrying for longer than a person would wait. */
const IMPATIENT = { CHECKPOINT_DISABLE: '1', TF_REGISTRY_DISCOVERY_RETRY: '0', TF_REGISTRY_CLIENT_TIMEOUT: '4' };
const PROBE_MS = 8_000;
const FETCH_MS = 120_000;

/**
 * Whether Terraform, as this machine has it set up, gets the providers by itself: from the registry, or from a mirror
 * of the user's own. First a question that costs nothing: a registry that answers refuses a version that can't exist in
 * its own words. Then the real thing, since a registry may answer where the place that it sends one to does not.
 */
export async function registryAnswersTerraform(options: WorkOptions): Promise<boolean> {
  const asked = await inFolderWith(
    requirements(() => '0.0.0'),
    (folder) => initialise(folder, PROBE_MS, options),
  );
  if (!PROVIDERS.every(({ source }) => asked.includes(`${source}: no available releases match`))) {
    return false;
  }
  return inFolderWith(
    requirements(({ constraint }) => constraint),
    async (folder) => {
      await initialise(folder, FETCH_MS, options);
      return existsSync(join(folder, '.terraform.lock.hcl'));
    },
  );
}

/** Runs `terraform init` and answers with all that it printed, however it ended. */
async function initialise(folder: string, timeout: number, options: WorkOptions): Promise<string> {
  const lines: string[] = [];
  try {
    await run('terraform', ['init', '-json', '-input=false', '-backend=false'], {
      cwd: folder,
      env: IMPATIENT,
      timeout,
      signal: options.signal,
      onLine: (line) => lines.push(line),
      remedy: 'the providers are built here instead',
    });
  } catch (error) {
    if (!(error instanceof CodedError) || error instanceof Interrupted) {
      throw error;
    }
  }
  return lines.join('\n');
}

/** The host that Terraform takes a provider to come from when none is named: part of its path in a mirror. */
async function registryHost(signal?: AbortSignal): Promise<string> {
  const { stdout } = await inFolderWith(
    requirements(({ constraint }) => constraint),
    (folder) =>
      run('terraform', ['providers', '-no-color'], {
        cwd: folder,
        env: IMPATIENT,
        timeout: 20_000,
        signal,
        remedy: 'make sure that "terraform providers" works in an empty folder, then run again',
      }),
  );
  return readHost(stdout);
}

/** The host in the answer of `terraform providers`. */
export function readHost(answer: string): string {
  const [provider] = PROVIDERS;
  const host = new RegExp(`provider\\[([^\\]]+)/${provider?.source ?? ''}\\]`).exec(answer)?.[1];
  if (host === undefined) {
    throw new OperationError({
      code: 'TerraformUnexpected',
      subject: 'terraform providers',
      rule: 'must name the provider that the configuration requires',
      value: answer.trim().slice(0, 200),
      remedy: 'use Terraform 1.11 (this package knows its answers)',
    });
  }
  return host;
}

/** Builds both providers into a mirror in the cache, unless it is there. */
export async function ensureMirror(terraform: TerraformInstallation, options: WorkOptions): Promise<string> {
  const folder = mirrorFolder(terraform);
  if (existsSync(folder)) {
    return folder;
  }
  await checkGo(MODULE, moduleFile('go.mod'), options.signal);
  const host = await registryHost(options.signal);
  await exclusively(`${folder}.lock`, options, async () => {
    if (!existsSync(folder)) {
      await makeWhole(folder, (partial) => buildMirror(partial, host, terraform.platform, options));
    }
  });
  return folder;
}

async function buildMirror(folder: string, host: string, platform: string, options: WorkOptions): Promise<void> {
  const [system, processor] = platform.split('_');
  for (const provider of PROVIDERS) {
    const output = join(folder, programPath(provider, host, platform));
    await mkdir(dirname(output), { recursive: true });
    options.progress?.(`building ${provider.source} ${provider.version}`);
    await run('go', ['build', ...BUILD_FLAGS, `-tags=${provider.tags.join(',')}`, '-o', output, provider.program], {
      cwd: MODULE,
      env: { ...UNSWEPT, CGO_ENABLED: '0', GOOS: system, GOARCH: processor, GOWORK: 'off' },
      timeout: 1_800_000,
      onLine: options.progress,
      signal: options.signal,
      remedy: 'let Go reach a module proxy (GOPROXY), or Terraform its registry, and run again',
    });
  }
}

/**
 * Writes the settings with which Terraform takes the two providers from the mirror, and everything else from where it
 * always does.
 *
 * Terraform reads one file of settings, and has no way to include another. So what the user has set, credentials and
 * caches above all, is taken over word for word. Only where the user says where providers come from can the two not be
 * joined: then the user is told what to add there, and once it is added the user's own settings serve.
 *
 * @returns the file, `undefined` where the user's own serves.
 * @throws OperationError `ProviderInstallationTaken`
 */
export async function writeCliConfiguration(
  mirror: string,
  { product }: Pick<TerraformInstallation, 'product'>,
): Promise<string | undefined> {
  const path = join(cacheFolder(), `${product.toLowerCase()}.rc`);
  const own = await userConfiguration(path);
  const content = cliConfiguration(mirror, own);
  if (content === undefined) {
    return undefined;
  }
  if ((await readIfThere(path))?.toString('utf8') !== content) {
    // It may hold the user's credentials.
    await writeWhole(path, content, 0o600);
  }
  return path;
}

export interface UserConfiguration {
  readonly path: string;
  readonly text: string;
}

/** The text of the settings file; `undefined` where the user's own names the mirror. */
export function cliConfiguration(mirror: string, own: UserConfiguration | undefined): string | undefined {
  const sources = PROVIDERS.map(({ source }) => `"${source}"`).join(', ');
  const method = `filesystem_mirror {\n    path    = ${JSON.stringify(mirror)}\n    include = [${sources}]\n  }`;
  if (own !== undefined && /^\s*"?provider_installation"?\s*[:={]/m.test(own.text)) {
    if (own.text.includes(mirror)) {
      return undefined;
    }
    throw new OperationError({
      code: 'ProviderInstallationTaken',
      subject: own.path,
      rule: `its provider_installation must offer ${PROVIDERS.map(({ source }) => source).join(' and ')}`,
      remedy: `add this to that block and run again:\n  ${method}`,
    });
  }
  const taken = own === undefined ? '' : `# Taken over from ${own.path}:\n${own.text.trimEnd()}\n\n`;
  return `${taken}provider_installation {\n  ${method}\n  direct {\n    exclude = [${sources}]\n  }\n}\n`;
}

/** The user's settings, from where Terraform would read them. */
async function userConfiguration(generated: string): Promise<UserConfiguration | undefined> {
  const named = process.env['TF_CLI_CONFIG_FILE'];
  // A shell that has been told of the generated file already means the user's usual one.
  const path =
    named === undefined || named === '' || resolve(named) === generated ? join(homedir(), '.terraformrc') : named;
  const text = (await readIfThere(path))?.toString('utf8') ?? '';
  return text.trim() === '' ? undefined : { path, text };
}
