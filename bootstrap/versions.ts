import { coerce, gte } from 'semver';
import { OperationError, type Violation } from '../model/violation';
import { run } from '../runtime/process/process';

/** Whether the first version in a text such as `v20.20.0`, `go1.26.8` or `1.11` is at least the other. */
export function isAtLeast(text: string, least: string): boolean {
  const found = coerce(text);
  return found !== null && gte(found, least);
}

const NODE = '20.19.0';
const TERRAFORM = '1.11.0';
const TERRAFORM_REMEDY =
  'install Terraform 1.11 or newer, or OpenTofu 1.11 or newer by the name terraform, so that it is the first on PATH (write-only arguments and ephemeral variables, ' +
  'which keep passwords out of the state, came with it)';

/** @returns a violation when the version that runs this is too old. */
export function checkNode(version: string = process.versions.node): Violation | undefined {
  return isAtLeast(version, NODE)
    ? undefined
    : {
        code: 'NodeTooOld',
        subject: 'Node',
        rule: 'must be 20.19 or newer',
        value: version,
        remedy: 'install a newer one and run again (before it, packages of the newer module kind cannot be loaded)',
      };
}

export interface TerraformInstallation {
  /** OpenTofu takes providers to come from another registry. */
  readonly product: 'Terraform' | 'OpenTofu';
  readonly version: string;
  /** Operating system and processor as Terraform names them, such as `linux_amd64`. */
  readonly platform: string;
}

/** @throws OperationError `CommandMissing` or `TerraformTooOld`. */
export async function findTerraform(signal?: AbortSignal): Promise<TerraformInstallation> {
  const { stdout } = await run('terraform', ['version'], {
    // Its question whether it is the newest version goes out to the network.
    env: { CHECKPOINT_DISABLE: '1' },
    timeout: 20_000,
    signal,
    remedy: TERRAFORM_REMEDY,
  });
  return readTerraform(stdout);
}

/** Reads what `terraform version` says: which of both it is, it says in words alone. Warnings about the user's settings may stand before the answer. */
export function readTerraform(output: string): TerraformInstallation {
  const [, product, version = '', platform = ''] = /^(Terraform|OpenTofu) v(\S+)\s+on (\S+)$/m.exec(output) ?? [];
  if (!isAtLeast(version, TERRAFORM)) {
    throw new OperationError({
      code: 'TerraformTooOld',
      subject: 'Terraform',
      rule: 'must be 1.11 or newer',
      value: version === '' ? output.trim().slice(0, 200) : version,
      remedy: TERRAFORM_REMEDY,
    });
  }
  return { product: product === 'OpenTofu' ? product : 'Terraform', version, platform };
}

/** The Go that the module asks for: its `go` line. */
export function goLine(goMod: string): string {
  const version = coerce(/^go (.+)$/m.exec(goMod)?.[1]);
  if (version === null) {
    throw new Error('the module has no line that names its Go version');
  }
  return version.version;
}

/** @throws OperationError `CommandMissing` or `GoTooOld`. */
export async function checkGo(moduleFolder: string, goMod: string, signal?: AbortSignal): Promise<string> {
  const least = goLine(goMod);
  const remedy = `install Go ${least} or newer, so that it is the first on PATH (Debian's own is older)`;
  // In the module's folder: a Go that can fetch the toolchain a module asks for answers with that one's version.
  const { stdout } = await run('go', ['env', 'GOVERSION'], { cwd: moduleFolder, timeout: 120_000, signal, remedy });
  if (!isAtLeast(stdout, least)) {
    throw new OperationError({
      code: 'GoTooOld',
      subject: 'Go',
      rule: `must be ${least} or newer: the Terraform providers are built with it where no registry answers`,
      value: stdout.trim(),
      remedy,
    });
  }
  return stdout.trim();
}

/** @returns a violation when the engine's machine has less memory than is needed. */
export function checkMemory(total: number, needed: number): Violation | undefined {
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return total >= needed
    ? undefined
    : {
        code: 'MemoryTooSmall',
        subject: 'the engine’s machine',
        rule: `must have ${gibibytes(needed)} of memory: the sum of what the cluster's containers may use`,
        value: gibibytes(total),
        remedy:
          'give it more (with a virtual machine: in its settings), or lower the memory of brokers and metadata servers',
      };
}
