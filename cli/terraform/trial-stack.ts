import { copyFile, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { shellWord } from '../../model/formats/shell';
import { lives } from '../../runtime/files/atomic-file';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import { Terraform, type TerraformFolders } from './terraform';

const LOCK_FILE = '.terraform.lock.hcl';
const SYNTHESIZED = 'cdk.tf.json';
const STATE = 'trial.tfstate';
/** It has the state lie here, wherever the stack has its own. */
const OVERRIDE = 'trial_override.tf.json';
/** None of the trial's business, or copied. */
const LEFT_OUT: readonly string[] = ['.terraform', LOCK_FILE, SYNTHESIZED];

/** A synthesized stack with another state than its own, to see what Terraform would make of that. */
export class TrialStack {
  public readonly terraform: Terraform;

  private constructor(
    folders: TerraformFolders,
    stack: string,
    private readonly folder: string,
  ) {
    const providers = path.join(folders.stackFolder(stack), '.terraform', 'providers');
    this.terraform = new Terraform(
      {
        ...{ out: folders.out, passwordsFile: folders.passwordsFile, stackFolder: () => folder },
        environment: () => ({
          ...folders.environment(),
          // Those that the stack itself has been initialized with: no registry is asked.
          ...(existsSync(providers) && { TF_CLI_ARGS_init: `-plugin-dir=${shellWord(providers)}` }),
        }),
      },
      stack,
    );
  }

  /**
   * Beside the stack, so that paths from there lead to the same files.
   *
   * @param declared what is declared there, of what is declared by the stack
   */
  public static async make(
    folders: TerraformFolders,
    stack: string,
    state: string,
    declared = (synthesized: string): string => synthesized,
  ): Promise<TrialStack> {
    const real = path.resolve(folders.stackFolder(stack));
    const folder = `${real}.trial-${process.pid}`;
    await removeAbandoned(real);
    const trial = new TrialStack(folders, stack, folder);
    await privateFolder(folder);
    for (const entry of (await readdir(real)).filter((each) => !LEFT_OUT.includes(each))) {
      await symlink(path.join(real, entry), path.join(folder, entry));
    }
    const synthesized = await readFile(path.join(real, SYNTHESIZED), 'utf8');
    await writeFile(path.join(folder, SYNTHESIZED), declared(synthesized));
    if (existsSync(path.join(real, LOCK_FILE))) {
      await copyFile(path.join(real, LOCK_FILE), path.join(folder, LOCK_FILE));
    }
    await writeFile(
      path.join(folder, OVERRIDE),
      JSON.stringify({ terraform: { backend: { local: { path: STATE } } } }),
    );
    await writePrivately(path.join(folder, STATE), state);
    return trial;
  }

  /** Has a look at a stack with another state than its own; nothing of it is left. Its parameters are those of {@link make}. */
  public static async during<T>(
    look: (terraform: Terraform) => Promise<T>,
    ...made: Parameters<typeof TrialStack.make>
  ): Promise<T> {
    const trial = await TrialStack.make(...made);
    try {
      return await look(trial.terraform);
    } finally {
      await trial.remove();
    }
  }

  public async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a killed command has left, and one with this process's number before. */
async function removeAbandoned(real: string): Promise<void> {
  const beside = path.dirname(real);
  for (const name of await readdir(beside)) {
    const [, stack, maker] = /^(.+)\.trial-(\d+)$/.exec(name) ?? [];
    if (stack === path.basename(real) && (Number(maker) === process.pid || !lives(Number(maker)))) {
      await rm(path.join(beside, name), { recursive: true, force: true });
    }
  }
}
