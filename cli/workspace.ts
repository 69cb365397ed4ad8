import path from 'node:path';
import { endpointVariables } from '../model/placement/engine-endpoint';
import type { ClusterManifest } from '../model/manifest/manifest';
import type { MigrationPhase } from '../model/metadata/migration/migration-phase';
import type { Setup } from '../model/setup/setup-record';
import { readSetup } from '../bootstrap/record';
import type { ServerVersions } from '../bootstrap/server-images';
import { environmentEngine } from '../runtime/engine/engine';
import { DEFAULT_SECRETS_FOLDER } from '../runtime/credentials/service-passwords';
import { manifestPath, readManifest } from '../runtime/files/manifest-file';
import { DEFAULT_PASSWORDS_FILE } from '../runtime/files/passwords-file';
import { givenVariable } from '../runtime/settings/environment';
import { declaredCluster, projectFolder, synthesizedFolder } from './project/project';

/** What a command line says of where things lie, each from the working directory; and what a project says by itself. */
export interface WorkspaceOptions {
  /** Folder of the project. Default: the nearest one with a `cdktf.json`. */
  readonly project?: string;
  /** Name of the cluster. Default: what `KAFKA_CLUSTER` says, or the one that is declared. */
  readonly cluster?: () => string;
  /** Versions of what servers run that images are made of, where the environment says them. Default: those that are declared. */
  readonly versions?: () => ServerVersions;
  /** File that synth has written about the cluster. Default: the cluster's own of the last synthesis. */
  readonly manifest?: string;
  /** Folder of the synthesized stacks. Default: beside the manifest's folder. */
  readonly stacks?: string;
  /** Folder for the users' files. Default: `out/clients` of the project. */
  readonly clients?: string;
  /** Var-file with the users' passwords. Default: the project's own, which may be made and added to. */
  readonly passwords?: string;
  /** Folder for everything that is made for one person on one machine. Default: `out` of the project. */
  readonly out?: string;
  /** How far a cluster's metadata are to go, whatever is declared. */
  readonly phase?: { readonly cluster: string; readonly phase: MigrationPhase };
  /** Name of a host that servers are declared on, and that is to have none. */
  readonly drainedHost?: string;
}

/**
 * Percent of what it holds that Terraform takes more before it looks for garbage. Its processes live for a second or two, of which Go's
 * default, 100, spends a fifth on that.
 */
const GARBAGE = '200';

/** Where the parts of a project lie, and how the commands that it starts are set up. */
export class Workspace {
  public readonly project: string;
  /** Everything that is made for one person on one machine: git-ignored. */
  public readonly out: string;
  public readonly clients: string;
  /** What the last proof found. */
  public readonly reports: string;
  public readonly secrets: string;
  /** Var-file with the users' passwords. */
  public readonly passwordsFile: string;
  /** Whether that file is this project's own, which may be made and added to. */
  public readonly ownsPasswords: boolean;
  /** Whether the cluster is declared by the project, which is synthesized before it is changed, and not by a manifest alone. */
  public readonly declares: boolean;

  public constructor(private readonly options: WorkspaceOptions = {}) {
    const { project = projectFolder(), manifest, clients, passwords, out } = options;
    this.project = project;
    this.out = path.resolve(out ?? path.join(project, 'out'));
    this.clients = path.resolve(clients ?? path.join(project, 'out', 'clients'));
    this.reports = path.join(this.out, 'proof');
    this.secrets = path.join(project, DEFAULT_SECRETS_FOLDER);
    this.ownsPasswords = passwords === undefined;
    this.passwordsFile = path.resolve(passwords ?? path.join(project, DEFAULT_PASSWORDS_FILE));
    this.declares = manifest === undefined;
  }

  /** Folder that the app is synthesized into. */
  public get synthesized(): string {
    const { manifest } = this.options;
    return manifest === undefined ? synthesizedFolder(this.project) : path.resolve(manifest, '..', '..');
  }

  /**
   * Read anew each time: a synthesis may have given the cluster another name.
   *
   * @throws OperationError `ManifestMissing`, `ClusterAmbiguous`
   */
  public get clusterName(): string {
    const { manifest } = this.options;
    return manifest === undefined
      ? (this.givenName ?? declaredCluster(this.project, this.synthesized).name)
      : path.basename(manifest, '.json');
  }

  /** Name of the cluster, where something says it before `main.ts` does. */
  public get givenName(): string | undefined {
    return this.options.cluster?.() ?? givenVariable('KAFKA_CLUSTER');
  }

  /** How far a cluster's metadata are to go, whatever is declared. */
  public get phase(): WorkspaceOptions['phase'] {
    return this.options.phase;
  }

  /** The same with the declared cluster's metadata at a phase of their way, whatever is declared. */
  public at(phase: WorkspaceOptions['phase']): Workspace {
    return new Workspace({ ...this.options, phase });
  }

  /** Name of a host that is to have no servers, whatever is declared. */
  public get drainedHost(): string | undefined {
    return this.options.drainedHost;
  }

  /** The same, of which a host is to have no servers. */
  public draining(drainedHost: string): Workspace {
    return new Workspace({ ...this.options, drainedHost });
  }

  /** Versions of what servers run, where something says them before `main.ts` does. */
  public get givenVersions(): ServerVersions | undefined {
    return this.options.versions?.();
  }

  public get setup(): Setup | undefined {
    return readSetup(this.out);
  }

  public manifest(): Promise<ClusterManifest> {
    return readManifest(this.options.manifest ?? manifestPath(this.clusterName, this.synthesized));
  }

  public stackFolder(stack: string): string {
    return path.join(path.resolve(this.options.stacks ?? path.join(this.synthesized, 'stacks')), stack);
  }

  /** Environment of Terraform and cdktf: the set-up's providers, the engine that the tools talk to, no calls home, and few looks for garbage. */
  public environment(): Readonly<Record<string, string>> {
    const cliConfigFile = this.setup?.terraform.cliConfigFile;
    return {
      CHECKPOINT_DISABLE: '1',
      CI: '1',
      FORCE_COLOR: '0',
      GOGC: process.env['GOGC'] ?? GARBAGE,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      ...endpointVariables(environmentEngine()),
      ...(cliConfigFile !== undefined && { TF_CLI_CONFIG_FILE: cliConfigFile }),
    };
  }
}
