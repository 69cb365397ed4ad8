import { rm } from 'node:fs/promises';
import path from 'node:path';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import { Terraform, type TerraformFolders } from '../terraform/terraform';

/** Puts a state where the stack has its own; one that was changed meanwhile is refused. */
export async function writeState(folders: TerraformFolders, stack: string, state: string): Promise<void> {
  const folder = path.join(path.resolve(folders.out), 'adoption');
  const file = path.join(folder, `${stack}.${process.pid}.tfstate`);
  await privateFolder(folder);
  try {
    await writePrivately(file, state);
    await new Terraform(folders, stack).pushState(file);
  } finally {
    await rm(file, { force: true });
  }
}
