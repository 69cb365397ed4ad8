import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest, ManifestIdentity, ManifestUser } from '../../model/manifest/manifest';
import { mechanismNamed } from '../../model/authentication/mechanism-lookup';
import { isTakenOver, presentKeys, presentPassword } from '../../model/authentication/password-versions';
import { CLIENT_FILES, KEYTAB_FILES } from '../../model/names/paths';
import { certificatesIn, earliest, expiryOf, type CertificateExpiry } from './certificate';
import {
  checkPassword,
  folderName,
  INTERNAL_FOLDER,
  MOUNT_POINT,
  renderClientProperties,
  renderKcatConf,
  renderLibrdkafkaJson,
  renderSpringProperties,
} from './client-files';
import { Engines } from '../engine/engines';
import {
  keepsOwnKey,
  passwordIn,
  readIdentityFiles,
  storesIn,
  type IdentityFiles,
  type Stores,
} from './identity-files';
import { chainPem, keyPem, openKeystore } from './keystore';
import { accessesOf } from './listener-choice';
import { DEFAULT_PASSWORDS_FILE, readPasswords } from '../files/passwords-file';
import { privateFolder, writePrivately } from '../files/private-file';

export interface FetchOptions {
  /** Folder that gets one folder for each user. Default `out/clients`. */
  readonly outFolder?: string;
  /** The var-file with the SCRAM users' passwords. Default `out/secrets/passwords.tfvars.json`. */
  readonly passwordsFile?: string;
  /** Only these users. The passwords file is not read when none of them has a password. Default all. */
  readonly users?: readonly string[];
}

/** One user's files, as they lie now. */
export interface FetchedUser {
  readonly user: string;
  readonly folder: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Those of them that were written now: they were missing, or different. */
  readonly written: readonly string[];
}

export interface FetchedClients {
  readonly users: readonly FetchedUser[];
  /** The first to end of all certificates in these files. */
  readonly firstExpiry: CertificateExpiry;
}

/** What one user's files are made of. */
export interface UserMaterial {
  readonly ca: string;
  readonly certificate?: { readonly chain: string; readonly key: string };
  readonly password?: string;
  /** Kerberos key; a user of an existing realm gets tickets by other means. */
  readonly keytab?: Buffer;
}

/** Fetches the administrator's and the users' files from the engine, and writes them ready for use. */
export async function fetchClients(manifest: ClusterManifest, options: FetchOptions = {}): Promise<FetchedClients> {
  const outFolder = resolve(options.outFolder ?? join('out', 'clients'));
  const named = usersOf(manifest, options.users);
  const passwords = await passwordsFor(
    named,
    options.passwordsFile ?? DEFAULT_PASSWORDS_FILE,
    options.users !== undefined,
  );
  const wanted = named.filter((user) => !isGivenPassword(user) || presentPassword(user, passwords) !== undefined);
  const identities = clientIdentities(manifest, wanted);
  const stores = await readIdentityFiles(new Engines(manifest), manifest, [...new Set(identities.values())]);
  const expiries: CertificateExpiry[] = [];
  const users: FetchedUser[] = [];
  await privateFolder(outFolder);
  for (const user of wanted) {
    const material = materialOf(user, storesIn(filesOf(stores, identities.get(''))), {
      own: () => filesOf(stores, identities.get(user.name)),
      hasOwn: identities.has(user.name),
      password: presentPassword(user, passwords),
    });
    const where = `client files of ${user.name}`;
    for (const pem of [material.ca, material.certificate?.chain ?? '']) {
      expiries.push(...certificatesIn(pem).map((certificate) => expiryOf(certificate, where)));
    }
    users.push(await writeUser(manifest, user, material, join(outFolder, folderName(user.name))));
  }
  const firstExpiry = earliest(expiries);
  if (firstExpiry === undefined) {
    throw new OperationError({
      code: 'UsersMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'must have at least one user with a certificate authority to trust',
      remedy: 'declare a user, or have the certificates issued anew',
    });
  }
  return { users, firstExpiry };
}

/** A name that none of a cluster's users has. */
export const userUnknown = (name: string, cluster: string, users: Iterable<string>): Violation => ({
  code: 'UserUnknown',
  subject: name,
  rule: `must be a user of cluster ${cluster}`,
  remedy: `name one of ${[...users].join(', ')}`,
});

/** The named users, or all; a name that the cluster does not know is a violation. */
export function usersOf(manifest: ClusterManifest, names: readonly string[] | undefined): readonly ManifestUser[] {
  if (names === undefined) {
    return manifest.users;
  }
  OperationError.throwIfAny(
    names
      .filter((name) => !manifest.users.some((user) => user.name === name))
      .map((name) =>
        userUnknown(
          name,
          manifest.name,
          manifest.users.map((user) => user.name),
        ),
      ),
  );
  return manifest.users.filter(({ name }) => names.includes(name));
}

/**
 * Passwords of every user that is given one, checked; violations name all that are missing at once. Those of users that were taken over may
 * be missing, unless their files are asked for by name.
 */
async function passwordsFor(
  users: readonly ManifestUser[],
  file: string,
  isAskedFor: boolean,
): Promise<ReadonlyMap<string, string>> {
  const given = users.filter(isGivenPassword);
  if (given.length === 0) {
    return new Map();
  }
  const passwords = await readPasswords(file);
  OperationError.throwIfAny(
    missingPasswords(
      given.filter((user) => isAskedFor || !isTakenOver(user)),
      passwords,
      file,
    ),
  );
  for (const user of given) {
    const password = presentPassword(user, passwords);
    if (password !== undefined) {
      checkPassword(user.name, password);
    }
  }
  return passwords;
}

/** Whether whoever deploys gives the user its password, rather than a step that makes it. */
export function isGivenPassword({ authentication }: ManifestUser): boolean {
  const { users } = mechanismNamed(authentication);
  return users?.secret === 'password' && users.stored === undefined;
}

/** One violation for each user whose password is not in the file. */
export function missingPasswords(
  users: readonly ManifestUser[],
  passwords: ReadonlyMap<string, string>,
  file: string,
): Violation[] {
  return users
    .filter((user) => presentPassword(user, passwords) === undefined)
    .map((user) => ({
      code: 'PasswordMissing',
      subject: user.name,
      rule: 'a SCRAM user must have a password',
      remedy: `add it to ${file} under "passwords", as ${presentKeys(user).join(' or ')}, as the cluster was deployed with it`,
    }));
}

/** The identity of each user who has one, and under '' the one whose ca.pem everyone trusts. */
export function clientIdentities(
  manifest: ClusterManifest,
  users: readonly ManifestUser[] = manifest.users,
): ReadonlyMap<string, ManifestIdentity> {
  const usable = manifest.identities.filter(({ role }) => role === 'admin' || role === 'client');
  const byUser = new Map<string, ManifestIdentity>();
  const violations: Violation[] = [];
  for (const user of users.filter((user) => !isGivenPassword(user))) {
    const stored = mechanismNamed(user.authentication).users?.stored;
    const identity = manifest.identities.find(
      ({ name, role }) => name === user.name && stored?.roles.includes(role) === true,
    );
    if (identity) {
      byUser.set(user.name, identity);
    } else if (!keepsOwnKey(manifest, user)) {
      violations.push({
        code: 'IdentityMissing',
        subject: user.name,
        rule: `a ${user.authentication} user must have an identity in the manifest`,
        remedy: 'run npm run synth and npm run deploy, which issue it',
      });
    }
  }
  const trust = usable.find(({ role }) => role === 'admin') ?? usable[0];
  if (trust) {
    byUser.set('', trust);
  } else if (users.length > 0) {
    violations.push({
      code: 'IdentityMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'must have an administrator or client identity, which holds the certificate authority that users trust',
      remedy: 'run npm run synth and npm run deploy, which issue it',
    });
  }
  OperationError.throwIfAny(violations);
  return byUser;
}

function filesOf(files: ReadonlyMap<string, IdentityFiles>, identity: ManifestIdentity | undefined): IdentityFiles {
  const found = identity && files.get(identity.name);
  if (found === undefined) {
    throw new Error(`no files were read for ${identity?.name ?? 'a user'}`);
  }
  return found;
}

function materialOf(
  user: ManifestUser,
  trust: Stores,
  given: {
    readonly own: () => IdentityFiles;
    readonly hasOwn: boolean;
    readonly password: string | undefined;
  },
): UserMaterial {
  switch (mechanismNamed(user.authentication).users?.secret) {
    case undefined:
    case 'token':
      return { ca: trust.ca };
    case 'password':
      return { ca: trust.ca, password: isGivenPassword(user) ? given.password : passwordIn(given.own()) };
    case 'keytab':
      return { ca: trust.ca, keytab: given.hasOwn ? given.own().get(KEYTAB_FILES.keytab) : undefined };
    case 'certificate': {
      const stores = storesIn(given.own());
      const keystore = openKeystore(stores.keystore, stores.password, `keystore of ${user.name}`);
      return { ca: stores.ca, certificate: { chain: chainPem(keystore), key: keyPem(keystore) } };
    }
  }
}

/** A user's settings, as each kind of client reads them. */
const RENDERED = [
  [CLIENT_FILES.properties, renderClientProperties],
  [CLIENT_FILES.spring, renderSpringProperties],
  [CLIENT_FILES.kcat, renderKcatConf],
  [CLIENT_FILES.librdkafka, renderLibrdkafkaJson],
] as const;

/** Every file of a user by its path in the user's folder; `folder` is where that folder lies on this machine. */
export function userFiles(
  manifest: ClusterManifest,
  user: ManifestUser,
  material: UserMaterial,
  folder: string,
): ReadonlyMap<string, string | Buffer> {
  const files = new Map<string, string | Buffer>([[CLIENT_FILES.ca, material.ca]]);
  if (material.certificate) {
    const { chain, key } = material.certificate;
    files
      .set(CLIENT_FILES.certificate, chain)
      .set(CLIENT_FILES.key, key)
      .set(CLIENT_FILES.keystore, key + chain);
  }
  if (material.keytab) {
    files.set(CLIENT_FILES.keytab, material.keytab);
  }
  const { kerberos, tokens } = manifest;
  const login = {
    user: user.name,
    password: material.password,
    ...(kerberos && { kerberos: { ...kerberos, keytab: material.keytab !== undefined } }),
    ...(tokens && { tokens }),
  };
  for (const [scope, below, at] of [
    ['published', '', folder],
    ['internal', `${INTERNAL_FOLDER}/`, MOUNT_POINT],
  ] as const) {
    const access = accessesOf(manifest, user, scope)[0];
    if (access) {
      for (const [name, render] of RENDERED) {
        files.set(`${below}${name}`, render(access, login, at));
      }
      for (const [name, content] of Object.entries(access.authentication.client.files?.(manifest, scope) ?? {})) {
        files.set(`${below}${name}`, content);
      }
    }
  }
  return files;
}

/** A user who logs in by a password by now shows no certificate: what is left of it would mislead clients, and its key is nobody's. */
export async function removeFormerCertificate(folder: string, files: readonly string[]): Promise<void> {
  const { certificate, key, keystore } = CLIENT_FILES;
  const former = [certificate, key, keystore].filter((file) => !files.includes(file));
  await Promise.all(former.map((file) => rm(join(folder, file), { force: true })));
}

async function writeUser(
  manifest: ClusterManifest,
  user: ManifestUser,
  material: UserMaterial,
  folder: string,
): Promise<FetchedUser> {
  const files = userFiles(manifest, user, material, folder);
  await privateFolder(folder);
  if ([...files.keys()].some((file) => file.startsWith(`${INTERNAL_FOLDER}/`))) {
    await privateFolder(join(folder, INTERNAL_FOLDER));
  }
  const written: string[] = [];
  for (const [file, content] of files) {
    if (await writePrivately(join(folder, file), content)) {
      written.push(join(folder, file));
    }
  }
  await removeFormerCertificate(folder, [...files.keys()]);
  return { user: user.name, folder, files: [...files.keys()].map((file) => join(folder, file)), written };
}
