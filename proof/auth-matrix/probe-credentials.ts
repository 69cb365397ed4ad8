import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestIdentity, ManifestUser } from '../../model/manifest/manifest';
import type { Mechanism } from '../../model/authentication/mechanism';
import { mechanismNamed, showsToken } from '../../model/authentication/mechanism-lookup';
import {
  type KeyPair,
  type KnownTokens,
  NOBODY,
  type PasswordUser,
  WRONG_TOKENS,
} from '../../model/authentication/probe-identity';
import { parseConf } from '../../runtime/credentials/client-conf';
import { CLIENT_FILES } from '../../model/names/paths';
import { INTERNAL_FOLDER } from '../../runtime/credentials/client-files';
import { readIdentityFiles, storesIn } from '../../runtime/credentials/identity-files';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { chainPem, keyPem, openKeystore } from '../../runtime/credentials/keystore';
import type { ProofContext } from '../context/proof-context';
import type { ForeignCertificate } from './foreign-authority';

/** Certificates of servers, by what they are for; each from one server's store. */
export type ServerKeys = Readonly<Partial<Record<ManifestIdentity['role'], KeyPair>>>;

/** What clients show and trust in the probes: that of everyone who is declared, of the servers, and of an authority that nobody trusts. */
export interface ProbeCredentials {
  /** What right clients trust. */
  readonly ca: string;
  readonly certificates: readonly KeyPair[];
  readonly passwords: readonly PasswordUser[];
  /** Absent where no listener takes tokens. */
  readonly tokens?: KnownTokens;
  readonly servers: ServerKeys;
  readonly foreign: ForeignCertificate;
  /** Names of listeners that are open to everyone by the declaration's own words. */
  readonly open: readonly string[];
}

const fileOf = (clients: string, user: string, file: string): Promise<string> =>
  readFile(join(clientFolder(clients, user), file), 'utf8');

type Secret = NonNullable<Mechanism['users']>['secret'];

const shows =
  (secret: Secret) =>
  ({ authentication }: ManifestUser): boolean =>
    mechanismNamed(authentication).users?.secret === secret;

/** What everyone trusts: the authority that signed the servers. */
export const trustedAuthority = (clients: string, user: string): Promise<string> =>
  fileOf(clients, user, CLIENT_FILES.ca);

/** Certificates of the declared users, from their files. */
export async function certificatesOf(clients: string, users: readonly ManifestUser[]): Promise<KeyPair[]> {
  return await Promise.all(
    users.filter(shows('certificate')).map(async ({ name }) => ({
      name,
      certificate: await fileOf(clients, name, CLIENT_FILES.certificate),
      key: await fileOf(clients, name, CLIENT_FILES.key),
    })),
  );
}

/** Passwords of the declared users, from their files. */
export async function passwordsOf(clients: string, users: readonly ManifestUser[]): Promise<PasswordUser[]> {
  return await Promise.all(
    users.filter(shows('password')).map(async ({ name, mechanisms }) => {
      // Someone who comes in from inside alone has files for that alone.
      const conf = await fileOf(clients, name, CLIENT_FILES.kcat).catch(() =>
        fileOf(clients, name, join(INTERNAL_FOLDER, CLIENT_FILES.kcat)),
      );
      return { name, mechanisms, password: parseConf(conf).get('sasl.password') ?? '' };
    }),
  );
}

/** Tokens of the declared users, and wrong ones of one of them. */
export async function tokensOf({
  manifest,
  tokens: source,
}: Pick<ProofContext, 'manifest' | 'tokens'>): Promise<KnownTokens | undefined> {
  if (manifest.tokens === undefined) {
    return undefined;
  }
  const users = manifest.users.filter(showsToken).map(({ name }) => name);
  const [victim = NOBODY] = users;
  const wanted = [
    ...users.map((user) => ({ user, wrong: undefined })),
    ...(users.length === 0 ? [] : WRONG_TOKENS.map((wrong) => ({ user: victim, wrong }))),
  ];
  const tokens = wanted.map(async ({ user, wrong }) => {
    const token = await source.of(user, wrong);
    return token === undefined ? [] : [{ user, token, ...(wrong !== undefined && { wrong }) }];
  });
  return { rules: manifest.tokens, victim, tokens: (await Promise.all(tokens)).flat() };
}

/** The servers' own keys: the right identity where only servers come in. They are held in memory for the time of the check. */
export async function serverKeys({ engines, manifest }: ProofContext): Promise<ServerKeys> {
  const roles = ['broker', 'metadata-server', 'metadata-client'] as const;
  const identities = roles.flatMap((role) => manifest.identities.find((identity) => identity.role === role) ?? []);
  const stores = await readIdentityFiles(engines, manifest, identities);
  return Object.fromEntries(
    identities.flatMap(({ name, role }) => {
      const files = stores.get(name);
      if (files === undefined) {
        return [];
      }
      const stored = storesIn(files);
      const keystore = openKeystore(stored.keystore, stored.password, `stores of ${name}`);
      return [[role, { name, certificate: chainPem(keystore), key: keyPem(keystore) }]];
    }),
  );
}
