import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  formerKey,
  isTakenOver,
  passwordKey,
  presentKeys,
  presentPassword,
} from '../../model/authentication/password-versions';
import { CLIENT_FILES } from '../../model/names/paths';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest, ManifestUser } from '../../model/manifest/manifest';
import { parseConf } from '../../runtime/credentials/client-conf';
import { checkPassword, folderName } from '../../runtime/credentials/client-files';
import { isGivenPassword } from '../../runtime/credentials/fetch';
import { readIfThere } from '../../runtime/files/optional-file';
import { readPasswords } from '../../runtime/files/passwords-file';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import type { Workspace } from '../workspace';
import { type DeployedPasswords, NONE_DEPLOYED } from './deployed-passwords';

/**
 * Generates missing passwords of SCRAM users in this checkout's own file; a file that was given must have them all.
 *
 * @param deployed what the states know of logins, asked where a password is missing
 * @returns the names of the users whose password was made now
 * @throws OperationError `PasswordMissing` for every user that a given file lacks and that was not taken over, and for every one whose clients a password
 * that is made now would lock out; `PasswordAmbiguous`, `PasswordUnwritable`, `ClientFilesOutdated`
 */
export async function ensurePasswords(
  workspace: Pick<Workspace, 'passwordsFile' | 'ownsPasswords' | 'clients'>,
  manifest: ClusterManifest,
  deployed: () => Promise<DeployedPasswords> = () => Promise.resolve(NONE_DEPLOYED),
): Promise<readonly string[]> {
  const { passwordsFile, clients } = workspace;
  const known = existsSync(passwordsFile) ? await readPasswords(passwordsFile) : new Map<string, string>();
  const given = manifest.users.filter(isGivenPassword);
  for (const user of given) {
    [presentPassword(user, known), user.former && known.get(formerKey(user))]
      .filter((password) => password !== undefined)
      .forEach((password) => {
        checkPassword(user.name, password);
      });
  }
  const outdated = await Promise.all(given.map((user) => outdatedFiles(user, known, clients)));
  OperationError.throwIfAny([
    ...given.filter((user) => isAmbiguous(user, known)).map((user) => ambiguous(user, passwordsFile)),
    ...given.filter((user) => isOutlived(user, known)).map((user) => outlived(user, passwordsFile)),
    ...outdated.flat(),
  ]);
  if (!workspace.ownsPasswords) {
    OperationError.throwIfAny(given.flatMap((user) => missingOf(user, known, passwordsFile)));
    return [];
  }
  // A password made up for one that is taken over would open nothing.
  const own = given.filter((user) => !isTakenOver(user));
  const [wanted, made] = [new Map(known), own.filter((user) => presentPassword(user, known) === undefined)];
  if (made.length > 0) {
    const there = await deployed();
    const lost = made.filter(({ name, passwordVersion = 1 }) => there.get(name)?.has(passwordVersion));
    OperationError.throwIfAny(lost.map((user) => lostPassword(user, passwordsFile)));
  }
  for (const user of own) {
    completePasswords(user, wanted);
  }
  const changed = [...wanted].some(([key, password]) => known.get(key) !== password);
  if (changed || !existsSync(passwordsFile)) {
    await privateFolder(path.dirname(passwordsFile));
    const passwords = Object.fromEntries(wanted);
    await writePrivately(passwordsFile, `${JSON.stringify({ passwords }, undefined, 2)}\n`);
  }
  return made.map(({ name }) => name);
}

const newPassword = (): string => randomBytes(24).toString('base64url');

/**
 * A version whose former password is kept has a key of its own, and so has the former one: nothing is written over until nobody needs
 * it. Then the user's name means the present one.
 */
function completePasswords(user: ManifestUser, passwords: Map<string, string>): void {
  const { name, passwordVersion = 1 } = user;
  const own = passwordKey(name, passwordVersion);
  if (user.former === undefined) {
    passwords.set(name, presentPassword(user, passwords) ?? newPassword());
    return;
  }
  const former = formerKey(user);
  passwords.set(former, passwords.get(former) ?? passwords.get(name) ?? newPassword());
  passwords.set(own, passwords.get(own) ?? newPassword());
}

/** Whether somebody has written another password under a user's name than any that its versions have. */
function isAmbiguous(user: ManifestUser, known: ReadonlyMap<string, string>): boolean {
  const [named, present] = [known.get(user.name), known.get(passwordKey(user.name, user.passwordVersion ?? 1))];
  return (
    user.former === undefined &&
    named !== undefined &&
    present !== undefined &&
    ![present, known.get(formerKey(user))].includes(named)
  );
}

const ambiguous = (user: ManifestUser, passwordsFile: string): Violation => {
  const own = passwordKey(user.name, user.passwordVersion ?? 1);
  return {
    code: 'PasswordAmbiguous',
    subject: `user ${user.name}`,
    rule: `must have one password of its version in ${passwordsFile}, which has different ones under "${user.name}" and "${own}"`,
    remedy: 'take away the one that is not meant',
  };
};

/** Whether a user's name has the password of an earlier version than the last that has a key of its own, and so not the one of a later version. */
function isOutlived({ name, passwordVersion = 1, former }: ManifestUser, known: ReadonlyMap<string, string>): boolean {
  const named = known.get(name);
  if (former !== undefined || named === undefined || known.has(passwordKey(name, passwordVersion))) {
    return false;
  }
  const versions = Array.from({ length: passwordVersion }, (_, version) => known.get(passwordKey(name, version)));
  const [last, ...earlier] = versions.filter((password) => password !== undefined).reverse();
  return last !== named && earlier.includes(named);
}

const outlived = ({ name, passwordVersion = 1 }: ManifestUser, passwordsFile: string): Violation => ({
  code: 'PasswordAmbiguous',
  subject: `user ${name}`,
  rule: `must have a password of its version in ${passwordsFile}, which has under "${name}" that of an earlier one than the last`,
  remedy:
    `add the one that is meant as "${passwordKey(name, passwordVersion)}", ` +
    'or end the change of passwords before, by the last version without keepFormerPassword',
});

/**
 * Refuses the next password where a user's files log in with the former one by the very mechanism that the next one is written by: packages before
 * that had turns made such files, and listeners that took one mechanism alone.
 */
async function outdatedFiles(
  user: ManifestUser,
  known: ReadonlyMap<string, string>,
  clients: string,
): Promise<readonly Violation[]> {
  const { name, passwordVersion = 1, former } = user;
  if (former === undefined) {
    return [];
  }
  const folder = path.join(clients, folderName(name));
  const conf = parseConf((await readIfThere(path.join(folder, CLIENT_FILES.kcat)))?.toString('utf8') ?? '');
  const [mechanism, password] = [conf.get('sasl.mechanisms'), conf.get('sasl.password')];
  return mechanism === undefined ||
    mechanism === former ||
    password !== (known.get(formerKey(user)) ?? known.get(name)) ||
    password === presentPassword(user, known)
    ? []
    : [
        {
          code: 'ClientFilesOutdated',
          subject: `user ${name}`,
          rule: `its files in ${folder} must log in by ${former}, which keeps the former password, and not by the mechanism that the next one is written by`,
          value: mechanism,
          remedy:
            `where passwordVersion ${passwordVersion} is deployed already, have them written anew: npm run clients; ` +
            `otherwise deploy passwordVersion ${passwordVersion - 1} alone, hand the files that come of it to its clients, and go on then`,
        },
      ];
}

/** Its clients have the one that nobody has here, and the deployment would write another one. */
const lostPassword = ({ name, passwordVersion = 1 }: ManifestUser, passwordsFile: string): Violation => ({
  code: 'PasswordMissing',
  subject: `user ${name}`,
  rule: `must have the password in ${passwordsFile} that its version ${passwordVersion} was deployed with: another one would lock its clients out`,
  remedy:
    'bring that file back, or name the one that has it by --passwords; ' +
    `to have another one made, declare passwordVersion ${passwordVersion + 1}`,
});

const missingOf = (
  user: ManifestUser,
  known: ReadonlyMap<string, string>,
  passwordsFile: string,
): readonly Violation[] =>
  [
    ...(presentPassword(user, known) === undefined && !isTakenOver(user) ? presentKeys(user).slice(-1) : []),
    ...(user.former === undefined || known.has(formerKey(user)) ? [] : [formerKey(user)]),
  ].map((key) => ({
    code: 'PasswordMissing',
    subject: `user ${user.name}`,
    rule: `must have a password in ${passwordsFile}${key === formerKey(user) ? ', and the former one' : ''}`,
    remedy: `add it there: { "passwords": { "${key}": "..." } }`,
  }));
