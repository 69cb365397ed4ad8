import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../model/violation';
import { makeWhole } from '../../runtime/files/atomic-file';
import { cacheFolder } from '../cache';
import { run } from '../../runtime/process/process';
import { contentHash } from './image';
import { aptUpdate, ensurePackages, machine, type Machine, type Progress } from '../packages';

/** Debian's release whose packages the images are made of, and the JRE of it: fixed, whatever this machine runs. */
export const SUITE = 'bookworm';

/** A root file system: a name for its image, and the Debian packages that it is made of. */
export interface RootFileSystem {
  readonly image: string;
  readonly packages: readonly string[];
}

/** Below the servers. */
export const JRE: RootFileSystem = {
  image: 'cdktf-kafka/jre:17',
  packages: ['openjdk-17-jre-headless', 'ca-certificates', 'bash'],
};

/** Below what watches them. */
export const MONITORING_TOOLS: RootFileSystem = {
  image: 'cdktf-kafka/monitoring-tools:bookworm',
  packages: ['prometheus', 'prometheus-node-exporter', 'nodejs'],
};

/** No documentation, no package lists, no translations: none is read in a container. */
const optionsOf = ({ packages }: RootFileSystem): readonly string[] => [
  '--variant=essential',
  `--include=${packages.join(',')}`,
  ...['man', 'doc', 'info', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  // The JRE's installation links its manual pages there, excluded or not.
  '--essential-hook=mkdir -p "$1/usr/share/man/man1"',
  '--aptopt=APT::Install-Recommends "false"',
  // Where packages came from is this machine's business.
  '--customize-hook=rm -f "$1/etc/apt/sources.list"',
];

/** The keys that Debian's packages are signed with: Ubuntu does not have them by itself. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PURPOSE = 'the images are made from Debian packages where no registry answers';
const REMEDY =
  'mend what its last lines say and run again, or run where a registry answers: the official images are used there';

/** Changes with whatever the root file system is made of, and when it was renewed; not with the versions that Debian has at the time. */
const rootFileSystemKey = (of: RootFileSystem = JRE, renewed?: string): string =>
  contentHash([SUITE, ...optionsOf(of), ...(renewed === undefined ? [] : [renewed])]);

/** Tag under which the engine has it. */
export const rootFileSystemTag = (of: RootFileSystem = JRE, renewed?: string): string =>
  `${of.image}-${rootFileSystemKey(of, renewed)}`;

/** Where its archive is kept, for a processor as Debian names it. */
export const rootFileSystemArchive = (of: RootFileSystem, renewed: string | undefined, architecture: string): string =>
  join(cacheFolder(), 'root-file-systems', `${rootFileSystemKey(of, renewed)}-${architecture}.tar`);

/** Names that engines and Debian give to a processor. */
const DEBIAN_ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** @throws OperationError `ArchitectureUnsupported` when the engine has another processor than this machine. */
export function checkArchitecture(engine: string, here: string): void {
  if ((DEBIAN_ARCHITECTURES[engine] ?? engine) !== here) {
    throw new OperationError({
      code: 'ArchitectureUnsupported',
      subject: 'Docker engine',
      rule: `must run on ${here}, as this machine does, since its images are made here (no registry answers it)`,
      value: engine,
      remedy: 'run this on a machine of the engine’s kind, or let the engine reach a registry',
    });
  }
}

/** This machine's processor, as Debian names it. */
export async function debianArchitecture(): Promise<string> {
  const { stdout } = await run('dpkg', ['--print-architecture'], { timeout: 10_000, remedy: REMEDY });
  return stdout.trim();
}

/** A tar archive of the root file system, from the cache when it was made before. */
export async function rootFileSystem(options: {
  readonly of?: RootFileSystem;
  /** When it was last made anew, if ever. */
  readonly renewed?: string;
  readonly engineArchitecture: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}): Promise<string> {
  const here = machine();
  if (!here.debian) {
    throw new OperationError({
      code: 'ImagesUnavailable',
      subject: 'images',
      rule: 'need a registry, which does not answer the engine, or Debian packages, which only Debian and Ubuntu have',
      remedy: 'let the engine reach a registry (look at its proxy settings), or run this once on Debian or Ubuntu',
    });
  }
  const needed = [
    { command: 'mmdebstrap', package: 'mmdebstrap', purpose: PURPOSE },
    { command: KEYRING, package: 'debian-archive-keyring', purpose: PURPOSE },
  ];
  await ensurePackages(needed, { machine: here, ...options });
  const architecture = await debianArchitecture();
  checkArchitecture(options.engineArchitecture, architecture);

  const path = rootFileSystemArchive(options.of ?? JRE, options.renewed, architecture);
  if (!existsSync(path)) {
    const sources = await packageSources(here, options);
    await makeWhole(path, async (partial) => {
      await run(
        'mmdebstrap',
        ['--format=tar', ...optionsOf(options.of ?? JRE), SUITE, partial, ...(sources === undefined ? [] : ['-'])],
        {
          // Files get one age, so that the same packages give the same archive.
          env: { SOURCE_DATE_EPOCH: '1704067200', ...(await packageProxy()) },
          input: sources,
          timeout: 900_000,
          onLine: options.progress,
          signal: options.signal,
          remedy: REMEDY,
        },
      );
    });
  }
  return path;
}

/**
 * Where this machine gets Debian's packages from, for the release of the images; `undefined` on a machine with another
 * distribution's packages: the tool knows Debian's own mirrors.
 */
async function packageSources(
  here: Machine,
  options: { readonly progress?: Progress; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const format = '$(ORIGIN)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)';
  const targets = async (): Promise<string> => {
    const args = ['indextargets', '--format', format, 'Created-By: Packages'];
    const { stdout } = await run('apt-get', args, { timeout: 20_000, signal: options.signal, remedy: REMEDY });
    return stdout;
  };
  const known = await targets();
  if (known.trim() !== '' || !here.root) {
    return sourcesFor(SUITE, known);
  }
  // A fresh machine's apt has no lists yet, and names no targets before it has.
  await aptUpdate(options);
  return sourcesFor(SUITE, await targets());
}

/** The proxy that apt is set up with: the tool does not read this machine's apt settings. */
async function packageProxy(): Promise<Readonly<Record<string, string>>> {
  const format = ['dump', '--format', '%v%n', 'Acquire::http::Proxy'];
  const { stdout } = await run('apt-config', format, { timeout: 10_000, remedy: REMEDY });
  const proxy = stdout.trim();
  return process.env['http_proxy'] !== undefined || proxy === '' ? {} : { http_proxy: proxy };
}

/** Lines of a `sources.list` for a release, by the targets that apt has: `origin|uri|codename|component` each. */
export function sourcesFor(suite: string, targets: string): string | undefined {
  const lines = new Set<string>();
  for (const target of targets.split('\n')) {
    const [origin, uri, codename, component] = target.split('|');
    if (origin !== 'Debian' || uri === undefined || codename === undefined || component !== 'main') {
      continue;
    }
    const part = /-(?:updates|security)$/.exec(codename)?.[0] ?? (codename.includes('-') ? undefined : '');
    if (part !== undefined) {
      lines.add(`deb ${uri} ${suite}${part} ${component}`);
    }
  }
  return lines.size === 0 ? undefined : `${[...lines].join('\n')}\n`;
}
