import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { checkPassword } from '../../runtime/credentials/client-files';
import { isGivenPassword } from '../../runtime/credentials/fetch';
import { readPasswords } from '../../runtime/files/passwords-file';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import type { Workspace } from '../workspace';

/**
 * Generates missing passwords of SCRAM users in this checkout's own file; a file that was given must have them all.
 *
 * @returns the names of the users whose password was made now
 * @throws OperationError `PasswordMissing` for every user that a given file lacks, `PasswordUnwritable`
 */
export async function ensurePasswords(
  workspace: Pick<Workspace, 'passwordsFile' | 'ownsPasswords'>,
  manifest: ClusterManifest,
): Promise<readonly string[]> {
  const { passwordsFile } = workspace;
  const known = existsSync(passwordsFile) ? await readPasswords(passwordsFile) : new Map<string, string>();
  const given = manifest.users.filter(isGivenPassword).map(({ name }) => name);
  const missing = given.filter((name) => !known.has(name));
  for (const name of given.filter((each) => known.has(each))) {
    checkPassword(name, known.get(name) ?? '');
  }
  if (!workspace.ownsPasswords) {
    OperationError.throwIfAny(
      missing.map((name): Violation => ({
        code: 'PasswordMissing',
        subject: `user ${name}`,
        rule: `must have a password in ${passwordsFile}`,
        remedy: `add it there: { "passwords": { "${name}": "..." } }`,
      })),
    );
  }
  if (missing.length > 0 || !existsSync(passwordsFile)) {
    const made = missing.map((name) => [name, randomBytes(24).toString('base64url')] as const);
    await privateFolder(path.dirname(passwordsFile));
    const passwords = Object.fromEntries([...known, ...made]);
    await writePrivately(passwordsFile, `${JSON.stringify({ passwords }, undefined, 2)}\n`);
  }
  return missing;
}
