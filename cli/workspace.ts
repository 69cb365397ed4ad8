import path from 'node:path';
import type { ClusterManifest } from '../model/manifest/manifest';
import { manifestPath, readManifest } from '../runtime/files/manifest-file';
import { endpointVariables } from '../model/placement/engine-endpoint';
import { environmentEngine } from '../runtime/engine/engine';
import { DEFAULT_SECRETS_FOLDER } from '../runtime/credentials/service-passwords';
import { DEFAULT_PASSWORDS_FILE } from '../runtime/files/passwords-file';
import { readSetup, type Setup } from '../bootstrap/record';
import { type Environment, readEnvironment } from '../runtime/settings/environment';

/** Where the parts of this checkout lie, and how the commands that it starts are set up. */
export class Workspace {
  public readonly project = path.join(__dirname, '..');
  /** Everything that is made for one person on one machine: git-ignored. */
  public readonly out = path.join(this.project, 'out');
  public readonly synthesized = path.join(this.project, 'cdktf.out');
  public readonly clients = path.join(this.out, 'clients');
  /** What the last proof found. */
  public readonly reports = path.join(this.out, 'proof');
  public readonly secrets = path.join(this.project, DEFAULT_SECRETS_FOLDER);
  /** Var-file with the users' passwords. */
  public readonly passwordsFile: string;
  /** Whether that file is this checkout's own, which may be made and added to. */
  public readonly ownsPasswords: boolean;

  #settings: Environment | undefined;

  public constructor(passwordsFile?: string) {
    this.ownsPasswords = passwordsFile === undefined;
    this.passwordsFile = path.resolve(this.project, passwordsFile ?? DEFAULT_PASSWORDS_FILE);
  }

  /** The environment's settings. Read lazily, so that each command reports wrong ones in its own way. */
  public get settings(): Environment {
    return (this.#settings ??= readEnvironment());
  }

  public get clusterName(): string {
    return this.settings.KAFKA_CLUSTER;
  }

  public get setup(): Setup | undefined {
    return readSetup(this.out);
  }

  public manifest(): Promise<ClusterManifest> {
    return readManifest(manifestPath(this.clusterName, this.synthesized));
  }

  public stackFolder(stack: string): string {
    return path.join(this.synthesized, 'stacks', stack);
  }

  public binary(name: string): string {
    return path.join(this.project, 'node_modules', '.bin', name);
  }

  /** Environment of Terraform and cdktf: the set-up's providers, the engine that the tools talk to, and no calls home. */
  public environment(): Readonly<Record<string, string>> {
    const cliConfigFile = this.setup?.terraform.cliConfigFile;
    return {
      CHECKPOINT_DISABLE: '1',
      CI: '1',
      FORCE_COLOR: '0',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      ...endpointVariables(environmentEngine()),
      ...(cliConfigFile !== undefined && { TF_CLI_CONFIG_FILE: cliConfigFile }),
    };
  }
}
