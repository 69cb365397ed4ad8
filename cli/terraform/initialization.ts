import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../runtime/files/atomic-file';
import { parseJson } from '../../runtime/files/required-file';

/** A synthesized stack, as far as `terraform init` goes by it. */
const configuration = z.object({
  /** Providers with their versions, and where the state is. */
  terraform: z.unknown(),
  provider: z.record(z.string(), z.unknown()).default({}),
  module: z.record(z.string(), z.unknown()).default({}),
});

/** Depth of a provider's package in `.terraform/providers`: host, namespace, type, version, platform. */
const PACKAGE_DEPTH = 5;

/**
 * Whether a stack's folder needs `terraform init`: a second one that finds nothing to do takes half a second for each stack. The
 * folder keeps a digest of what the last one went by.
 */
export class Initialization {
  /**
   * @param settings the file that says where providers come from
   * @param program Terraform's, in whose place OpenTofu may come one day, which takes them to come from another registry
   */
  public constructor(
    private readonly folder: string,
    private readonly settings: string | undefined,
    private readonly program: string | undefined,
  ) {}

  public isCurrent(): boolean {
    return this.digest() !== undefined && textOf(this.record) === this.digest();
  }

  /** Notes that it has been done. */
  public async note(): Promise<void> {
    const digest = this.digest();
    if (digest !== undefined && existsSync(path.dirname(this.record))) {
      await writeWhole(this.record, digest);
    }
  }

  private get record(): string {
    return path.join(this.folder, '.terraform', 'cdktf-kafka-init');
  }

  /** Undefined where it must always be done: what a module brings is not seen from here. */
  private digest(): string | undefined {
    const { data } = configuration.safeParse(parseJson(textOf(path.join(this.folder, 'cdk.tf.json')) ?? ''));
    if (data === undefined || Object.keys(data.module).length > 0) {
      return undefined;
    }
    const parts = [
      data.terraform,
      Object.keys(data.provider),
      textOf(path.join(this.folder, '.terraform.lock.hcl')),
      this.settings === undefined ? undefined : textOf(this.settings),
      packagesIn(path.join(this.folder, '.terraform', 'providers')),
      this.program === undefined ? undefined : [realpathSync(this.program), statSync(this.program).mtimeMs],
    ];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }
}

/** Packages that are there: one may be a link into a mirror or a cache that has gone. */
function packagesIn(folder: string, depth = PACKAGE_DEPTH): readonly string[] {
  if (depth === 0) {
    return [folder];
  }
  const entries = existsSync(folder) ? readdirSync(folder).sort() : [];
  return entries
    .map((entry) => path.join(folder, entry))
    .flatMap((entry) => (existsSync(entry) ? packagesIn(entry, depth - 1) : []));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
